"""How does somebody get mail about their own account?

What it says is sealed, for it may hold a link that lets its reader in; the Event says only that
there was one. The worker opens and sends it.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from levee.connect import mail as post
from levee.model.event import LEVEE, Channel, Consequence, Event, EventKind
from levee.model.problem import NotHeld
from levee.site import queued_mail
from levee.store import accounts, ledger
from levee.store.account_models import Account
from levee.store.sealed import Seal


def write(account: Account, to: str, subject: str, text: str, now: datetime) -> None:
    """Owed from here on, with the Event that says so."""
    key = f"mail:{secrets.token_hex(8)}"
    sealed = _seal().close(text.encode(), now)
    told = Event(
        subject=accounts.subject(account),
        kind=EventKind.ACCOUNT_TOLD,
        at=now,
        actor=LEVEE,
        reason=subject,
        key=key,
    )
    payload = {"to": to, "subject": subject, "sealed": sealed, "account": account.pk}
    owed = Consequence(
        channel=Channel.MAIL, key=f"{told.subject}:{key}", payload=payload, urgent=True
    )
    ledger.append([told], [owed])
    queued_mail.soon()


def carry(key: str, payload: Mapping[str, Any]) -> None:
    """NotHeld where the account was closed meanwhile; then nothing is sent."""
    if not accounts.numbered(payload["account"]).is_active:
        raise NotHeld(f"account {payload['account']} is closed; nothing was sent")
    text = _seal().open(payload["sealed"]).decode()
    letter = {"to": payload["to"], "subject": payload["subject"], "text": text}
    post.send(key, letter | {"automatic": True})


def _seal() -> Seal:
    return Seal(Path(settings.DATA) / "keys" / "seal.key")
