"""Who carries a message out, and may it still go where it was meant to?

The outbox is looked at later than it was written: an address that was withdrawn meanwhile gets
nothing any more.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from levee.connect import mail as post
from levee.connect import webhook as hook
from levee.connect.webhook import Letter
from levee.desk.recipients import recipients
from levee.model.ticket import fold, subject
from levee.site import account_mail, invitations
from levee.site.clock import clock
from levee.store import contracts, ledger
from levee.store.sealed import Seal


class Unverified(Exception):
    """Nobody of ours made sure whose address this is."""


def mail(key: str, payload: Mapping[str, Any]) -> None:
    if carrier := OWN.keys() & payload.keys():
        OWN[carrier.pop()](key, payload)
        return
    ticket = str(payload.get("ticket", ""))
    if _acknowledges(key, ticket):
        post.send(key, {**payload, "to": opened(payload["to"])})
        return
    if payload["to"] not in _known(ticket):
        raise Unverified(f"{payload['to']} is not verified; nothing was sent")
    post.send(key, payload)


def opened(to: str) -> str:
    """The address of somebody who wrote; those that are owed from before stand there in clear."""
    if "@" in to:
        return to
    return Seal(Path(settings.DATA) / "keys" / "seal.key").open(to).decode()


def _acknowledges(key: str, ticket_id: str) -> bool:
    """Whoever wrote is told that it arrived, in words of ours alone and a few times a day."""
    return bool(ticket_id) and key.startswith(f"{ticket_id}:acknowledged:")


def _known(ticket_id: str) -> set[str]:
    """Our own people, and whoever may be written to about this ticket and no other."""
    file = contracts.in_force().file
    mails = {person.mail for person in file.people.values()}
    events = ledger.events(subject(ticket_id)) if ticket_id else ()
    if events:
        ticket = fold(events)
        mails |= set(recipients(ticket, events, file))
        frozen = contracts.in_force(ticket.contract).file
        mails |= {person.mail for person in frozen.people.values()}
    return mails


#: Mail that is about no ticket and carries its own leave to be sent, by what it names.
OWN = {"account": account_mail.carry, "invited": invitations.carry}


def webhook(key: str, payload: Mapping[str, Any]) -> None:
    """To whoever registered for an Event, or to the automation that the contract names."""
    from levee.site import stories_webhooks

    if "url" not in payload:
        stories_webhooks.deliver(key, payload)
        return
    body = json.dumps({k: v for k, v in payload.items() if k != "url"}, ensure_ascii=False)
    letter = Letter(url=payload["url"], secret=secret(), id=key, body=body.encode())
    reply = hook.post(letter, clock(), stories_webhooks.allowed())
    if not reply.is_taken:
        raise stories_webhooks.NotDelivered(f"{reply.status or 'no answer'}: {reply.said[:200]}")


def secret() -> str:
    """What automation checks our signature with: LEVEE_WEBHOOK_SECRET, else the folder's own."""
    given = os.environ.get("LEVEE_WEBHOOK_SECRET", "")
    return given or (Path(settings.DATA) / "keys" / "webhook.key").read_text().strip()


def way() -> str:
    """How mail leaves here, in words: nobody should think that a file reached the customer."""
    wired = settings.MAILERS["default"]
    if "smtp" in wired["BACKEND"]:
        return f"by mail through {wired['OPTIONS']['host']}"
    return f"kept as files in {wired.get('OPTIONS', {}).get('file_path', '?')}: " + (
        "LEVEE_SMTP_HOST names no mail server"
    )
