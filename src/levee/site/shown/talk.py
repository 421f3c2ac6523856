"""Whom may we write to about a ticket, what did we tell them, and who leads its incident?"""

from collections.abc import Sequence
from typing import Any

from levee.contract.schema import ContractFile
from levee.model.event import Event
from levee.model.incident import incident
from levee.model.session import sessions
from levee.model.update import updates
from levee.site.shown import names
from levee.site.shown.words import word


def shown(events: Sequence[Event], customer: Sequence[str], file: ContractFile) -> dict[str, Any]:
    return {
        "recipients": list(customer),
        "updates": [_update(one) for one in reversed(updates(events))],
        "sessions": [_session(one, file) for one in reversed(sessions(events))],
        "incident": _incident(events, file),
    }


def _update(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "state": one.state.value,
        "sent_at": one.sent_at,
        "next_update": one.next_update,
    }


def _session(one: Any, file: ContractFile) -> dict[str, Any]:
    people = ", ".join(names.person(file, key) for key in one.people)
    state, link = one.state.value, one.link
    return {
        "number": one.number, "state": state, "start": one.start, "people": people, "link": link
    }  # fmt: skip


def _incident(events: Sequence[Event], file: ContractFile) -> dict[str, Any] | None:
    found = incident(events)
    if found is None:
        return None
    roles = [
        {"name": word(role), "who": names.person(file, person)}
        for role, person in found.roles.items()
    ]
    return {
        "opened_at": found.opened_at,
        "roles": roles,
        "paused": found.paused,
        "paused_at": found.paused_at,
        "reviews": [
            {"kind": word(r.kind), "by": names.person(file, r.by), "at": r.at}
            for r in found.reviews
        ],
    }
