"""How is somebody told of Events by a webhook: added, told, told again, removed?"""

import base64
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from levee.connect import webhook
from levee.connect.public_address import Forbidden, Network, checked, networks
from levee.connect.webhook import Letter, Reply
from levee.model.event import EventKind
from levee.model.problem import Problem, Rejected
from levee.site import answers, eyes
from levee.site.clock import clock
from levee.site.hands import redacted
from levee.store import ledger, webhooks
from levee.store.sealed import Seal
from levee.store.webhooks import Delivery, Endpoint

GONE = 410  #: "do not tell me again"


class NotDelivered(Exception):
    """Nobody took the message; the outbox tries again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An address that wants to be told of Events of these kinds; none named: of every kind."""

    url: str
    kinds: Sequence[str] = ()
    partner: str = ""
    name: str = ""


def allowed() -> tuple[Network, ...]:
    """Networks that the operator opened for webhooks, beside the public ones."""
    return networks(os.environ.get("LEVEE_WEBHOOK_NETWORKS", ""))


def add(wanted: Wanted, now: datetime) -> tuple[Endpoint, str]:
    """The endpoint and its signing secret, told this once and kept sealed."""
    look_at(wanted)
    return keep(wanted, now)


def look_at(wanted: Wanted) -> None:
    """Rejected with everything that is wrong. It asks for the address, which may take a while."""
    if problems := (*_address_problems(wanted.url), *_other_problems(wanted)):
        raise Rejected(problems)


def keep(wanted: Wanted, now: datetime) -> tuple[Endpoint, str]:
    """The same of one that was looked at."""
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    endpoint = Endpoint(
        id=0,
        url=wanted.url,
        kinds=tuple(wanted.kinds) or tuple(sorted(k.value for k in _offered(wanted.partner))),
        partner=wanted.partner,
        name=str(redacted(wanted.name)),
        secret=_seal().close(secret.encode(), now),
        created_at=now,
        removed_at=None,
    )
    return webhooks.add(endpoint), secret


def _offered(partner: str) -> frozenset[EventKind]:
    return eyes.SHOWN if partner else frozenset(EventKind)


def _address_problems(url: str) -> tuple[Problem, ...]:
    """Looked at now for whoever adds it, and again before each message."""
    try:
        if len(url) > 2000:
            raise Forbidden("an address has at most 2,000 characters")
        split = webhook.parts(url, allowed())
        checked(split.hostname or "", split.port or 443, allowed())
    except Forbidden as error:
        return (Problem("$.url", str(error)),)
    return ()


def _other_problems(wanted: Wanted) -> tuple[Problem, ...]:
    offered = {kind.value for kind in _offered(wanted.partner)}
    found = [
        Problem(f"$.kinds[{place}]", f"{kind!r} is not one of {', '.join(sorted(offered))}")
        for place, kind in enumerate(wanted.kinds)
        if kind not in offered
    ]
    for field in ("name", "partner"):
        if len(getattr(wanted, field)) > 200:
            found.append(Problem(f"$.{field}", "has at most 200 characters"))
    return tuple(found)


def _seal() -> Seal:
    return Seal(Path(settings.DATA) / "keys" / "seal.key")


def deliver(key: str, payload: Mapping[str, Any]) -> None:
    """Carry one message out of the outbox; NotDelivered when nobody took it."""
    endpoint = webhooks.find(payload["webhook"])
    if endpoint.removed_at is not None:
        return
    letter, now = _letter(endpoint, payload["event"]), clock()
    reply = webhook.post(letter, now, allowed())
    _note(endpoint, payload["event"], letter, reply, now)
    if reply.status == GONE:
        webhooks.remove(endpoint.id, now)
    elif not reply.is_taken:
        raise NotDelivered(f"{reply.status or 'no answer'}: {reply.said[:200]}")


def _letter(endpoint: Endpoint, event_id: int) -> Letter:
    """One Event, redacted once more on its way out; its data stays with the vendor."""
    event = ledger.event(event_id)
    told = answers.event(event) | {"subject": event.subject}
    data = redacted(eyes.event(told) if endpoint.partner else told)
    body = {"type": event.kind.value, "timestamp": event.at.isoformat(), "data": data}
    return Letter(
        url=endpoint.url,
        secret=_seal().open(endpoint.secret).decode(),
        id=f"msg_{endpoint.id}_{event_id}",
        body=json.dumps(body).encode(),
    )


def _note(endpoint: Endpoint, event_id: int, letter: Letter, reply: Reply, now: datetime) -> None:
    webhooks.note(
        Delivery(
            id=0,
            webhook=endpoint.id,
            event=event_id,
            kind="",
            message=letter.id,
            at=now,
            status=reply.status,
            said=redacted(reply.said),
            delivered=reply.is_taken,
        )
    )


def said(endpoint: Endpoint) -> dict[str, Any]:
    """An endpoint in JSON; its secret is nowhere in it."""
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "kinds": list(endpoint.kinds),
        "partner": endpoint.partner,
        "name": endpoint.name,
        "created_at": endpoint.created_at.isoformat(),
        "removed_at": endpoint.removed_at.isoformat() if endpoint.removed_at else None,
    }


def attempt(told: Delivery) -> dict[str, Any]:
    return {
        "id": told.id,
        "webhook": told.webhook,
        "event": told.event,
        "kind": told.kind,
        "message": told.message,
        "at": told.at.isoformat(),
        "status": told.status,
        "said": told.said,
        "delivered": told.delivered,
    }
