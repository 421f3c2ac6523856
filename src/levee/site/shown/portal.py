"""What does a partner see of their tickets, in plain words?

Everything comes through `levee.site.eyes`, or from rows that are asked for by partner.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from levee.contract.schema import ContractFile
from levee.desk import letters
from levee.desk.gaps import words
from levee.model import ticket as ticket_model
from levee.model.event import Event, EventKind
from levee.model.ticket import Stage, Ticket, TicketState, subject
from levee.model.update import updates
from levee.site import eyes, listed
from levee.site.hands import LeveeHands
from levee.site.shown import names, portal_words
from levee.store import ledger, pages
from levee.store.pages import Wish

PAGE = 25
LONGEST = 200
TOLD = frozenset((EventKind.UPDATE_SENT, EventKind.POSTMORTEM_SENT))
_OPEN, _WAITS, _DONE = "open", "yours", "done"


def _stages() -> dict[str, str]:
    return {
        Stage.TAKEN_IN.value: _("We are looking at it"),
        Stage.REPRODUCED.value: _("We have seen it fail ourselves"),
        Stage.NOT_REPRODUCED.value: _("We could not make it fail yet"),
        Stage.ISOLATED.value: _("We know what causes it"),
        Stage.FIXING.value: _("A fix is being made and tested"),
        Stage.REMEDIATED.value: _("The fix holds"),
    }


def state(stage: str, at: str) -> dict[str, str]:
    """Words and tone. Whether it is worked on together with others' is no partner's business."""
    match at:
        case TicketState.PENDED:
            return {"text": _("We wait for you"), "tone": "held"}
        case TicketState.PAUSED:
            return {"text": _("On hold"), "tone": "held"}
        case TicketState.RESOLVED:
            return {"text": _("Resolved"), "tone": "good"}
        case TicketState.MERGED:
            return {"text": _("We are working on it"), "tone": "plain"}
    return {"text": _stages().get(stage, stage), "tone": "plain"}


def tickets(partner: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Theirs, newest first, with what the address asks for; what is odd in it is left out."""
    text, after = given.get("q", "")[:LONGEST].replace("\0", ""), given.get("after", "")
    which = given.get("state", "")
    known: dict[str, dict[str, Any]] = {
        _OPEN: {"open": True},
        _WAITS: {"state": TicketState.PENDED.value},
        _DONE: {"open": False},
    }
    where = known.get(which, {})
    going_on = after if after.isascii() and after.isdigit() and len(after) < 13 else ""
    found, later = listed.tickets(
        Wish(partner=partner, where=where, words=text, after=going_on, most=PAGE)
    )
    kept = {k: v for k, v in (("q", text), ("state", which)) if v}
    return {
        "rows": [row | {"told": state(row["stage"], row["state"])} for row in found],
        "q": text,
        "chosen": which,
        "choices": {_OPEN: _("open"), _WAITS: _("waits for you"), _DONE: _("done")},
        "filtered": bool(kept),
        "next": urlencode(kept | {"after": later}) if later else "",
    }


def ticket(hands: LeveeHands, partner: str, ticket_id: str, now: datetime) -> dict[str, Any]:
    """Unknown for another's, in the same words as for one that is not there."""
    found = eyes.ticket(hands, ticket_id, partner)
    events = hands.ledger.events(subject(found.id))
    file = hands.desk.contract(found.contract).file
    sent = [u for u in updates(events) if u.sent_at]
    promised = [u.next_update for u in sent if u.next_update]
    return {
        "ticket": _head(found, file),
        "gaps": [_(words(gap)) for gap in found.gaps],
        "interaction": [str(d) for d in found.interaction],
        "updates": [_update(found, u, file) for u in reversed(sent)],
        "next_update": promised[-1] if promised and promised[-1] > now else None,
        "postmortems": [_postmortem(e) for e in events if e.kind is EventKind.POSTMORTEM_SENT],
        "talk": talk(events, partner),
        "timeline": timeline(events, file),
        "last": events[-1].id,
    }


def _head(found: Ticket, file: ContractFile) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "client": found.text("client"),
        "opened_at": found.opened_at,
        "severity": found.severity,
        "severity_why": portal_words.severity_why(found.severity_why, file),
        "state": found.state.value,
        "told": state(found.stage.value, found.state.value),
        "owner": names.person(file, found.owner),
        "role": file.roles[found.owner_role].title if found.owner_role in file.roles else "",
        "closed": found.state is TicketState.RESOLVED,
        "description": found.text("description"),
        "stack": names.stack(found.stack) if found.stack else "",
    }


def _update(found: Ticket, sent: Any, file: ContractFile) -> dict[str, Any]:
    return {
        "ticket": found.id,
        "title": found.title,
        "number": sent.number,
        "at": sent.sent_at,
        "impact": sent.impact,
        "workaround": sent.workaround,
        "owner": letters.name(sent.owner, file),
        "next": sent.next_update,
        "evidence": list(sent.evidence),
    }


def _postmortem(event: Event) -> dict[str, Any]:
    ticket_id = event.subject.removeprefix("ticket:")
    return {"ticket": ticket_id, "at": event.at, "text": event.data["text"], "id": event.id}


def talk(events: Iterable[Event], partner: str) -> list[dict[str, Any]]:
    """What was said to them and by them, oldest first. Notes are ours and are not here."""
    kinds = {EventKind.REPLIED: _("We wrote"), EventKind.HEARD: _("You wrote")}
    return [
        {"who": kinds[e.kind], "at": e.at, "text": e.data["text"], "ours": e.kind in _OURS}
        for e in events
        if e.kind in kinds
    ]


_OURS = frozenset((EventKind.REPLIED,))


def timeline(events: Iterable[Event], file: ContractFile) -> list[dict[str, Any]]:
    """Newest first: the kinds of Events that are for partners, in words for them."""
    return [line(e, file) for e in events if e.kind in portal_words.SAID][::-1]


def line(event: Event, file: ContractFile) -> dict[str, Any]:
    kind, reason = portal_words.line(event, file)
    target = portal_words.target(event)
    return {"id": event.id, "at": event.at, "kind": kind, "reason": reason, "target": target}


def told(hands: LeveeHands, partner: str) -> dict[str, Any]:
    """The latest updates and postmortems of all their tickets; three questions, however many."""
    events = pages.latest(Wish(partner=partner, most=PAGE), TOLD)
    subjects = dict.fromkeys(e.subject for e in events)
    histories = ledger.of_subjects(subjects)
    found = [_told_of(ticket_model.fold(told), told, hands) for told in histories.values() if told]
    rows = [row for rows in found for row in rows]
    return {"rows": sorted(rows, key=lambda r: r["at"], reverse=True)[:PAGE]}


def _told_of(found: Ticket, events: Sequence[Event], hands: LeveeHands) -> list[dict[str, Any]]:
    file = hands.desk.contract(found.contract).file
    sent = [_update(found, u, file) | {"text": ""} for u in updates(events) if u.sent_at]
    post = [
        _postmortem(e) | {"title": found.title, "number": 0}
        for e in events
        if e.kind is EventKind.POSTMORTEM_SENT
    ]
    return [*sent, *post]
