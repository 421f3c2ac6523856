"""What came due on a ticket, and what has to happen because of it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from levee.contract.durations import seconds
from levee.contract.load import Contract
from levee.desk import incidents, quiet, roster
from levee.desk.promises import Promise, ahead, promises, runs_out_first
from levee.model.clock import Reached
from levee.model.event import LEVEE, Channel, Consequence, Event, EventKind
from levee.model.ticket import Ticket, TicketState, fold, subject, then
from levee.model.wake import RunsOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Awoken:
    """What a tick writes for one ticket, and when it looks again."""

    ticket: Ticket  #: with these Events folded in, its stacks unread
    events: tuple[Event, ...]
    consequences: tuple[Consequence, ...]
    next_wake: datetime | None
    promises: tuple[Promise, ...]  #: as they stood before the rungs fired
    first: RunsOut | None  #: of its promises


def wake(
    events: Sequence[Event], contract: Contract, now: datetime, ticket: Ticket | None = None
) -> Awoken:
    """Fire each rung that came due once, at its true instant; resume an expired pend.

    ``ticket`` is what the Events tell, where that is known. Running it again with its own Events
    appended gives nothing new.
    """
    ticket = ticket or fold(events, stacks=False)
    resumed = _expired_pend(ticket, events, contract, now)
    # Whoever raises a severity opens the incident with it; what forgot to is made good here.
    led, called = incidents.opened(ticket, events, contract, now)
    told, after = (*events, *resumed, *led), then(ticket, (*resumed, *led))
    kept = promises(after, told, contract)
    fired = {e.key for e in told if e.kind is EventKind.RUNG_FIRED}
    due: list[Event] = []
    later: list[datetime] = []
    for promise in kept:
        for rung in ahead(promise, fired, now):
            if rung.at > now:
                later.append(rung.at)
                break
            due.append(_fired(ticket, promise, rung, contract))
    new, ends = tuple(due), pend_ends(after, told, contract)
    return Awoken(
        ticket=then(after, new),
        events=tuple(sorted((*resumed, *led, *new), key=lambda event: event.at)),
        consequences=(*called, *(_told(ticket, e, contract, now) for e in new)),
        next_wake=min([*later, ends] if ends else later, default=None),
        promises=kept,
        first=runs_out_first(kept, now),
    )


def _fired(ticket: Ticket, promise: Promise, rung: Reached, contract: Contract) -> Event:
    spec = next(r for r in promise.spec.rungs if r.at == rung.rung.name)
    who = roster.on_duty(spec.tell, contract.file, rung.at)
    return Event(
        subject=subject(ticket.id),
        kind=EventKind.RUNG_FIRED,
        at=rung.at,
        actor=LEVEE,
        reason=f"{promise.spec.title}: {rung.rung.name} reached; {spec.tell} is told",
        key=promise.key(rung.rung.name),
        data={"clock": promise.clock.name, "rung": rung.rung.name, "told": who, "by": spec.by},
    )


def _told(ticket: Ticket, fired: Event, contract: Contract, now: datetime) -> Consequence:
    """The message of a rung. Whose hours are closed hears of it when they open; only what pages
    and rings at any hour is urgent."""
    data, person = fired.data, contract.file.people[fired.data["told"]]
    title = contract.file.clocks[data["clock"]].title
    payload = {
        "to": person.mail,
        "by": data["by"],
        "subject": f"[{ticket.id}] {title}: {data['rung']}",
        "text": f"{fired.reason}. Severity {ticket.severity}, owner {ticket.owner}.",
    }
    urgent = data["by"] == "page" and not quiet.is_quiet(ticket.severity, contract)
    key = f"{ticket.id}:{fired.key}"
    mail = Consequence(channel=Channel.MAIL, key=key, payload=payload, urgent=urgent)
    return quiet.hushed(mail, data["told"], ticket.severity, contract, now)


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
