"""What does the first draft of a postmortem say, and what must a person still write?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from levee.learn.plain import plain
from levee.model.event import Event, EventKind
from levee.model.interaction import Interaction

ASK = "**To be written by a person:**"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that will be done; ``owner`` empty or ``until`` None is asked for."""

    what: str
    owner: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a postmortem is about, from the ticket, its work item and the lab."""

    ticket: str
    title: str
    partner: str
    severity: str
    impact: Mapping[str, str] = field(default_factory=dict)
    finding: str = ""
    interaction: Interaction | None = None
    clients_hit: int | None = None
    traffic_hit: float | None = None  #: share of active traffic, 0 to 1
    resolution: str = ""
    actions: Sequence[Action] = ()
    events: Sequence[Event] = ()


def draft(case: Case, now: datetime) -> str:
    """Markdown of a first draft; every text from outside is escaped, every time is UTC.

    Facts are filled in; judgement (what went well, what went badly, what else to do) is
    asked of a person, and so is each owner or date that is missing.
    """
    events = sorted(case.events, key=lambda e: (e.at, e.id))
    parts = [
        f"# Postmortem: {plain(case.title)}",
        f"Draft of {_utc(now)} for ticket {plain(case.ticket)}, partner {plain(case.partner)}.",
        *_section("Summary", _summary(case, events)),
        *_section("Impact", _impact(case)),
        *_section("Timeline (UTC)", _timeline(events)),
        *_section("Trigger", [_trigger(case, events)]),
        *_section("Contributing factors", _factors(case)),
        *_section("Detection", [_detection(events)]),
        *_section("Resolution", [_resolution(case, events)]),
        *_section("What went well", [f"{ASK} what helped to find or limit this?"]),
        *_section("What went badly", [f"{ASK} what was late, missing, wrong or lucky?"]),
        *_section("Action items", [_actions(case.actions)]),
    ]
    return "\n\n".join(parts) + "\n"


def unwritten(text: str) -> int:
    """How many places still wait for a person."""
    return text.count(ASK)


def _section(title: str, body: list[str]) -> list[str]:
    return [f"## {title}", *body]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _first(events: Iterable[Event], *kinds: EventKind) -> Event | None:
    return next((e for e in events if e.kind in kinds), None)


def _summary(case: Case, events: list[Event]) -> list[str]:
    opened = _first(events, EventKind.OPENED)
    ended = _first(events, EventKind.REMEDIATED, EventKind.MITIGATED)
    when = f" Opened {_utc(opened.at)}." if opened else ""
    lasted = f" Remediated after {_span(opened, ended)}." if opened and ended else ""
    finding = f" Finding: {plain(case.finding)}." if case.finding else ""
    facts = f"Severity {plain(case.severity)}.{finding}{when}{lasted}"
    return [facts, f"{ASK} two sentences that a partner understands."]


def _span(start: Event, end: Event) -> str:
    minutes = max(0, int((end.at - start.at).total_seconds() // 60))
    return f"{minutes // 60} h {minutes % 60} min"


def _impact(case: Case) -> list[str]:
    lines = [f"- {plain(k)}: {plain(v)}" for k, v in case.impact.items()]
    if case.clients_hit is not None:
        share = f" ({case.traffic_hit:.1%} of traffic)" if case.traffic_hit is not None else ""
        lines.append(f"- active clients whose stack contains it: {case.clients_hit}{share}")
    return ["\n".join(lines) or f"{ASK} who was hit, how, and for how long?"]


def _timeline(events: list[Event]) -> list[str]:
    lines = [
        f"- {_utc(e.at)} | {plain(e.kind)} | {plain(e.reason)} ({plain(e.actor)})" for e in events
    ]
    return ["\n".join(lines) or f"{ASK} no event is recorded."]


def _trigger(case: Case, events: list[Event]) -> str:
    reproduced = _first(events, EventKind.REPRODUCED)
    if case.interaction and case.interaction.deltas:
        count = len(case.interaction.deltas)
        together = "this one change" if count == 1 else f"these {count} changes together"
        return f"The failure comes with {together}: {_deltas(case.interaction)}."
    if reproduced:
        return f"Reproduced in the lab: {plain(reproduced.reason)}. Not isolated."
    return f"{ASK} what set it off? The lab has not reproduced it."


def _deltas(interaction: Interaction) -> str:
    return "; ".join(plain(str(d)) for d in interaction.deltas)


def _factors(case: Case) -> list[str]:
    if case.interaction is None:
        return [f"{ASK} which conditions were needed?"]
    lines = [f"- {plain(d.kind)}: {plain(str(d))}" for d in case.interaction.deltas]
    lines.append(f"- {plain(_claim(case.interaction))}")
    return ["\n".join(lines), f"{ASK} why was this combination not seen before?"]


def _claim(found: Interaction) -> str:
    minimal = "without any one of them it passes" if found.minimal else "perhaps not the smallest"
    sure = f"{minimal}; {found.runs} runs, confidence {found.confidence:.1%}"
    return sure if found.p >= 1 else f"{sure}; shows in {found.p:.0%} of runs"


def _detection(events: list[Event]) -> str:
    opened = _first(events, EventKind.OPENED)
    if opened is None:
        return f"{ASK} who noticed, and how?"
    return (
        f"Reported by {plain(opened.actor)} on {_utc(opened.at)}."
        f" {ASK} could a night have seen it before?"
    )


def _resolution(case: Case, events: list[Event]) -> str:
    fixed = _first(events, EventKind.FIX_VERIFIED, EventKind.MITIGATED, EventKind.ROLLED_BACK)
    if case.resolution:
        return f"{plain(case.resolution)}."
    if fixed:
        return f"{_utc(fixed.at)}: {plain(fixed.reason)}."
    return f"{ASK} no fix, rollback or mitigation is recorded."


def _actions(actions: Sequence[Action]) -> str:
    head = ["| what | owner | until |", "| --- | --- | --- |"]
    rows = [
        f"| {plain(a.what)} | {plain(a.owner) or ASK} | {a.until.isoformat() if a.until else ASK} |"
        for a in actions
    ]
    more = f"| {ASK} what keeps this from coming back? | {ASK} | {ASK} |"
    return "\n".join([*head, *rows, more])
