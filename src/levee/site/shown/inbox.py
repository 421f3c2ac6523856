"""What needs somebody now, stream by stream?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.desk import hours
from levee.model.clock import ClockState
from levee.model.problem import Problem, Unknown
from levee.model.ticket import CLOSED, TicketState
from levee.site.hands import LeveeHands
from levee.site.shown import names
from levee.site.shown.words import word
from levee.store import lists
from levee.store.models import NEVER

PAGE = 25
MINE = 10  #: tickets that one owns, shown before all others
FILTERS = ("owner", "severity", "state", "partner")
_MINUTE = timedelta(minutes=1)
_OPEN = tuple(s.value for s in TicketState if s not in CLOSED)


def streams(hands: LeveeHands) -> list[dict[str, Any]]:
    """Every stream of the contract in its order, with how many tickets wait in it."""
    known = hands.desk.contract().file.streams
    counted = lists.how_many(list(known))
    return [
        {
            "key": key,
            "title": stream.title,
            "waiting": counted.get(key, 0),
            "many": counted.get(key, 0) >= lists.MOST,
        }
        for key, stream in known.items()
    ]


def inbox(
    hands: LeveeHands, stream: str, given: Mapping[str, str], person: str, now: datetime
) -> dict[str, Any]:
    """One page of a stream: what ``person`` owns, then everything, worst first; ``given`` is what
    stands in the address."""
    file = hands.desk.contract().file
    if stream not in file.streams:
        raise Unknown(f"there is no stream {stream}; the contract has {', '.join(file.streams)}")
    where, problems = _filters(given)
    number = _number(given.get("page", "1"))
    within = {"stream": stream, **where}
    found = lists.waiting(within, (number - 1) * PAGE, PAGE + 1) if not problems else ()
    mine = person and number == 1 and not where and not problems
    own = lists.waiting({"owner": person, "stream": stream}, 0, MINE) if mine else ()
    kept = {name: given[name] for name in FILTERS if given.get(name)}
    return {
        "stream": {"key": stream, "title": file.streams[stream].title},
        "mine": [_row(hands, row, now) for row in own],
        "rows": [_row(hands, row, now) for row in found[:PAGE] if row not in own],
        "problems": problems,
        "form": _form(file, given),
        "filtered": bool(kept),
        "address": urlencode(kept),
        "number": number,
        "earlier": urlencode(kept | {"page": str(number - 1)}) if number > 1 else "",
        "later": urlencode(kept | {"page": str(number + 1)}) if len(found) > PAGE else "",
        "resolved": list(lists.resolved(stream, 10)) if not kept else [],
    }


def _number(given: str) -> int:
    plain = given.isascii() and given.isdigit() and len(given) < 7
    return max(1, int(given)) if plain else 1


def _filters(given: Mapping[str, str]) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    told = {name: given.get(name, "").strip() for name in FILTERS}
    faults = [
        Problem(name, f"is one of {', '.join(known)}")
        for name, known in (("severity", tuple("1234")), ("state", _OPEN))
        if told[name] and told[name] not in known
    ]
    faults += [
        Problem(name, "is plain text of at most 200 characters")
        for name, text in told.items()
        if len(text) > 200 or "\0" in text
    ]
    return {name: text for name, text in told.items() if text}, tuple(faults)


def _form(file: ContractFile, given: Mapping[str, str]) -> dict[str, Any]:
    """Each filter with what may be chosen; the chosen one stays even if nobody knows it."""
    people = {key: person.name for key, person in file.people.items()}
    if (owner := given.get("owner", "")) and owner not in people:
        people[owner] = owner
    return {
        "owner": people,
        "severity": {n: _("Sev %(number)s") % {"number": n} for n in "1234"},
        "state": {state: word(state) for state in _OPEN},
        "chosen": {name: given.get(name, "") for name in FILTERS},
    }


def _row(hands: LeveeHands, row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    glance = row["glance"]
    contract = hands.desk.contract(glance.get("contract", ""))
    return {
        **row,
        "select": _("Select %(id)s") % {"id": row["id"]},
        "severity_why": glance.get("why", ""),
        "pended": row["state"] == TicketState.PENDED.value,
        "gaps": [word(gap) for gap in glance.get("gaps", ())],
        "owner": names.person(contract.file, row["owner"]),
        "role": names.role(contract.file, glance.get("role", "")),
        "clock": _clock(contract, row, now),
    }


def _clock(contract: Contract, row: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
    """The promise that runs out first, with what is left of it in its calendar's hours."""
    spec = contract.file.clocks.get(row["clock"])
    if spec is None:
        return None
    calendar, due = contract.calendars[spec.calendar], row["due_at"]
    counted_in = _("%(name)s calendar") % {"name": word(spec.calendar)}
    told = {"title": spec.title, "counted_in": counted_in, "zone": calendar.zone}
    if due == NEVER:
        return told | {"state": ClockState.PAUSED.value, "due": None, "said": _("held up")}
    late = due <= now
    left_s = hours.elapsed(calendar, min(now, due), max(now, due))
    said = _("%(span)s overdue") if late else _("%(span)s left")
    return told | {
        "state": (ClockState.BREACHED if late else ClockState.RUNNING).value,
        "due": due.astimezone(ZoneInfo(calendar.zone)),
        "said": said % {"span": names.span(left_s)},
        "left_s": int(-left_s if late else left_s),
        "counts": hours.elapsed(calendar, now, now + _MINUTE) > 0,
    }
