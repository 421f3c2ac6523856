"""What came due on a ticket, and what has to happen because of it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from levee.contract.durations import seconds
from levee.contract.load import Contract
from levee.desk import roster
from levee.desk.promises import Promise, next_wake, promises, reached
from levee.model.clock import Reached
from levee.model.event import LEVEE, Channel, Consequence, Event, EventKind
from levee.model.ticket import Ticket, TicketState, fold, subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Awoken:
    """What a tick writes for one ticket, and when it looks again."""

    events: tuple[Event, ...]
    consequences: tuple[Consequence, ...]
    next_wake: datetime | None


def wake(events: Sequence[Event], contract: Contract, now: datetime) -> Awoken:
    """Fire each rung that came due once, at its true instant; resume an expired pend.

    Running it again with its own Events appended gives nothing new.
    """
    ticket = fold(events)
    resumed = _expired_pend(ticket, events, contract, now)
    told = (*events, *resumed)
    kept = promises(fold(told), told, contract)
    fired = {e.key for e in told if e.kind is EventKind.RUNG_FIRED}
    new: list[Event] = list(resumed)
    out: list[Consequence] = []
    for promise in kept:
        for rung in reached(promise, fired, now):
            event, consequence = _fired(ticket, promise, rung, contract)
            new.append(event)
            out.append(consequence)
    keys = fired | {e.key for e in new}
    later = [next_wake(kept, keys, now), pend_ends(fold(told), told, contract)]
    again = min((at for at in later if at), default=None)
    return Awoken(events=tuple(new), consequences=tuple(out), next_wake=again)


def _fired(
    ticket: Ticket, promise: Promise, rung: Reached, contract: Contract
) -> tuple[Event, Consequence]:
    spec = next(r for r in promise.spec.rungs if r.at == rung.rung.name)
    who = roster.on_duty(spec.tell, contract.file, rung.at)
    reason = f"{promise.spec.title}: {rung.rung.name} reached; {spec.tell} is told"
    data = {"clock": promise.clock.name, "rung": rung.rung.name, "told": who, "by": spec.by}
    event = Event(
        subject=subject(ticket.id),
        kind=EventKind.RUNG_FIRED,
        at=rung.at,
        actor=LEVEE,
        reason=reason,
        key=promise.key(rung.rung.name),
        data=data,
    )
    payload = {
        "to": contract.file.people[who].mail,
        "subject": f"[{ticket.id}] {promise.spec.title}: {rung.rung.name}",
        "text": f"{reason}. Severity {ticket.severity}, owner {ticket.owner}.",
    }
    key = f"{ticket.id}:{event.key}"
    return event, Consequence(channel=Channel.MAIL, key=key, payload=payload)


def pend_ends(ticket: Ticket, events: Sequence[Event], contract: Contract) -> datetime | None:
    """When the wait for gaps is over; None for a ticket that does not wait."""
    if ticket.state is not TicketState.PENDED:
        return None
    pended = next(e for e in reversed(events) if e.kind is EventKind.PENDED)
    wait = seconds(contract.file.streams[ticket.stream].pend.wait)
    return pended.at + timedelta(seconds=wait)


def _expired_pend(
    ticket: Ticket, events: Sequence[Event], contract: Contract, now: datetime
) -> tuple[Event, ...]:
    """At expiry the ticket goes to the stream's owner with its gaps flagged."""
    ends = pend_ends(ticket, events, contract)
    if ends is None or ends > now:
        return ()
    role = contract.file.streams[ticket.stream].owner
    missing = ", ".join(ticket.gaps)
    why = f"the wait for {missing} is over; work goes on with these gaps flagged"
    owner = {"role": role, "owner": roster.on_duty(role, contract.file, ends)}
    return (
        _event(ticket, EventKind.RESUMED, ends, why, {"gaps": list(ticket.gaps)}),
        _event(ticket, EventKind.ASSIGNED, ends, why, owner),
    )


def _event(
    ticket: Ticket, kind: EventKind, at: datetime, why: str, data: Mapping[str, object]
) -> Event:
    key = f"pend-expired:{kind.value}:{at.isoformat()}"
    return Event(
        subject=subject(ticket.id), kind=kind, at=at, actor=LEVEE, reason=why, key=key, data=data
    )
