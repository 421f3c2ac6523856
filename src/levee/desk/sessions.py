"""When is a remote session, with whom, and what follows when it moves or somebody misses it?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from levee.contract.durations import seconds
from levee.contract.promised import target_of
from levee.contract.talking import SessionRules
from levee.desk import clocks, hours, letters, roster
from levee.desk.case import Case
from levee.desk.offsets import EPOCH
from levee.model.clock import Clock
from levee.model.event import LEVEE, Consequence, Event, EventKind
from levee.model.problem import NotNow, Problem, Rejected
from levee.model.session import Session, booked, changed, open_one, sessions
from levee.model.ticket import TicketState

FARTHEST = timedelta(days=90)  #: nobody's calendar is planned further


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is written at once: Events, and the messages that follow from them."""

    events: tuple[Event, ...]
    consequences: tuple[Consequence, ...]


NOTHING = Change(events=(), consequences=())


def after_failed_reproduction(case: Case) -> Change:
    """Books one by itself where the stream promises it and none is waiting."""
    rules = case.file.session
    promised = case.file.streams[case.ticket.stream].clocks
    if rules is None or rules.clock not in promised or open_one(case.events):
        return NOTHING
    return _book(case, choose(case), LEVEE, "the lab could not reproduce it")


def book(case: Case, by: str, start: datetime | None, why: str) -> Change:
    """By hand: at the wished instant, or at the first one that suits the people."""
    waiting = open_one(case.events)
    if waiting:
        raise NotNow(f"session {waiting.number} is booked for {waiting.start}", _ALLOWED)
    if case.ticket.state is TicketState.RESOLVED:
        raise NotNow(f"{case.ticket.id} is resolved", ("reopen the ticket",))
    _check(case, by, start)
    return _book(case, start or choose(case), by, why or "booked by hand")


def move(case: Case, by: str, start: datetime, why: str) -> Change:
    """The same session at another time: whoever was invited gets the change."""
    session = _waiting(case)
    _check(case, by, start)
    end = start + _length(_rules(case))
    data = {"start": start.isoformat(), "end": end.isoformat(), "people": _people(case, start)}
    event = _event(case, EventKind.SESSION_MOVED, session, by, why or "moved", data)
    return Change(events=(event,), consequences=tuple(_moved(case, session, event)))


def _moved(case: Case, session: Session, event: Event) -> Iterator[Consequence]:
    """A person who is not needed at the new time is told that, too."""
    after = changed(session, event)
    yield from _invited(case, after)
    gone = tuple(p for p in session.people if p not in after.people)
    yield from _told_off(case, after, gone, (), event.reason)


def cancel(case: Case, by: str, why: str) -> Change:
    session = _waiting(case)
    problems = [] if why.strip() else [Problem("--reason", "says why it does not take place")]
    _check(case, by, None, problems)
    event = _event(case, EventKind.SESSION_CANCELLED, session, by, why, {})
    off = _told_off(case, changed(session, event), session.people, case.customer, why)
    return Change(events=(event,), consequences=tuple(off))


def held(case: Case, by: str, note: str) -> Change:
    session = _begun(case, "held")
    _check(case, by, None)
    event = _event(case, EventKind.SESSION_HELD, session, by, note or "took place", {})
    return Change(events=(event,), consequences=())


def missed(case: Case, by: str, why: str) -> Change:
    """Somebody did not come: the next one is booked along with it."""
    session = _begun(case, "missed")
    _check(case, by, None)
    event = _event(case, EventKind.SESSION_MISSED, session, by, why or "somebody did not come", {})
    again = replace(case, events=(*case.events, event))
    next_one = _book(again, choose(again), LEVEE, f"session {session.number} was missed")
    return Change(events=(event, *next_one.events), consequences=next_one.consequences)


def choose(case: Case) -> datetime:
    """The first instant on the grid at which all its people work for the whole session; where
    there is none within the clock's target, the first instant at all: the promise goes first."""
    candidates = list(_grid(case))
    suits = (at for at in candidates if _works(case, at))
    return next(suits, candidates[0])


def _grid(case: Case) -> Iterator[datetime]:
    step, first = timedelta(seconds=seconds(_rules(case).grid)), case.now + _notice(_rules(case))
    at = EPOCH + -(-(first - EPOCH) // step) * step
    yield at
    until = _latest(case)
    while (at := at + step) <= until:
        yield at


def _latest(case: Case) -> datetime:
    file = case.file
    spec = file.clocks[_rules(case).clock]
    asked = target_of(spec, case.ticket.severity, file)
    clock = Clock(name="", calendar_name=spec.calendar, target=asked, started=case.now)
    return clocks.deadline(case.contract.calendars[spec.calendar], clock, case.now) or case.now


def _works(case: Case, at: datetime) -> bool:
    """Whose own hours the contract does not name works by the calendar of sessions."""
    rules, people = _rules(case), case.file.people
    names = {people[p].hours or rules.calendar for p in _people(case, at)}
    length, calendars = _length(rules), case.contract.calendars
    return all(hours.worked(calendars[n], at, at + length) == length for n in names)


def _book(case: Case, start: datetime, by: str, why: str) -> Change:
    number = len(sessions(case.events)) + 1
    code = sha256(f"{case.ticket.id}:{case.ticket.sealed}:{number}".encode()).hexdigest()[:20]
    link = _rules(case).link.format(ticket=case.ticket.id, number=number, code=code)
    data = {
        "number": number,
        "start": start.isoformat(),
        "end": (start + _length(_rules(case))).isoformat(),
        "people": _people(case, start),
        "link": link,
    }
    event = case.event(EventKind.SESSION_BOOKED, str(number), by, why, data)
    return Change(events=(event,), consequences=tuple(_invited(case, booked(event))))


def _people(case: Case, at: datetime) -> list[str]:
    file = case.file
    return list(dict.fromkeys(roster.on_duty(role, file, at) for role in _rules(case).roles))


def _invited(case: Case, session: Session) -> list[Consequence]:
    said = letters.invitation(case.ticket, session, case.file)
    more = {"automatic": True, "invitation": _calendar(case, session, "REQUEST", session.people)}
    key = f"session:{session.number}:{session.sequence}"
    return [
        *letters.to_people(case.ticket, session.people, said, key, case.file, **more),
        *letters.to_customer(case.ticket, case.customer, said, key, **more),
    ]


def _told_off(
    case: Case, session: Session, people: Sequence[str], customer: Sequence[str], why: str
) -> list[Consequence]:
    said = letters.cancellation(case.ticket, session, why)
    more = {"automatic": True, "invitation": _calendar(case, session, "CANCEL", people)}
    key = f"session:{session.number}:{session.sequence}:off"
    return [
        *letters.to_people(case.ticket, people, said, key, case.file, **more),
        *letters.to_customer(case.ticket, customer, said, key, **more),
    ]


def _calendar(case: Case, session: Session, method: str, people: Sequence[str]) -> dict[str, Any]:
    """What an invitation holds. The customer's address is added for the one who gets it."""
    file = case.file
    return {
        "method": method,
        "uid": session.uid,
        "sequence": session.sequence,
        "stamp": case.now.isoformat(),
        "start": session.start.isoformat(),
        "end": session.end.isoformat(),
        "summary": letters.about(case.ticket, "remote session"),
        "link": session.link,
        "people": [{"name": file.people[p].name, "mail": file.people[p].mail} for p in people],
    }


def _waiting(case: Case) -> Session:
    session = open_one(case.events)
    if session is None:
        raise NotNow(f"{case.ticket.id} has no session that waits", ("book",))
    return session


def _begun(case: Case, word: str) -> Session:
    session = _waiting(case)
    if case.now < session.start:
        raise NotNow(f"it begins {session.start}: not {word} yet", ("move", "cancel"))
    return session


def _check(case: Case, by: str, start: datetime | None, problems: Sequence[Problem] = ()) -> None:
    found = [*problems, *case.stranger(by)]
    if start is not None and not case.now < start <= case.now + FARTHEST:
        found.append(Problem("--at", f"lies within the next {FARTHEST.days} days"))
    if found:
        raise Rejected(tuple(found))


_ALLOWED = ("move", "cancel", "held", "missed")


def _length(rules: SessionRules) -> timedelta:
    return timedelta(seconds=seconds(rules.length))


def _notice(rules: SessionRules) -> timedelta:
    return timedelta(seconds=seconds(rules.notice))


def _rules(case: Case) -> SessionRules:
    if case.file.session is None:
        raise NotNow("the ticket's contract knows no remote sessions")
    return case.file.session


def _event(
    case: Case, kind: EventKind, session: Session, by: str, why: str, data: dict[str, Any]
) -> Event:
    key = f"{session.number}:{session.sequence + 1}"
    return case.event(kind, key, by, why, {"number": session.number, **data})
