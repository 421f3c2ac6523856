"""Does everything that a contract names exist in it?"""

from collections.abc import Iterable, Iterator
from datetime import date

from levee.contract import rosters
from levee.contract.calendars import zone_known
from levee.contract.durations import CADENCE
from levee.contract.schema import EVIDENCE, FIELDS, UNKNOWN, ClockSpec, ContractFile, event_name
from levee.model.event import EventKind
from levee.model.problem import Problem

SEVERITIES = (1, 2, 3, 4)
Named = Iterable[tuple[str, str]]  #: (place, the name that stands there)


def problems(file: ContractFile) -> list[Problem]:
    """Every name that leads nowhere, as a Problem whose ``where`` is a dotted path."""
    return [
        *_absent("person", _people_named(file), file.people.keys()),
        *_absent("role", _roles_named(file), file.roles.keys()),
        *_absent("calendar", _calendars_named(file), file.calendars.keys()),
        *_absent("clock", _clocks_named(file), file.clocks.keys()),
        *_absent("channel", _channels_named(file), file.channels.keys()),
        *_absent("event", _events_named(file), {kind.value for kind in EventKind}),
        *_absent("level", _levels_named(file), file.levels.keys()),
        *_absent("duty", _duties_named(file), file.escalation.duties),
        *_absent("field", _fields_named(file), FIELDS),
        *_severity_problems(file),
        *_cadence_problems(file),
        *_dimension_problems(file),
        *_zone_problems(file),
        *_date_problems(file),
        *_evidence_problems(file),
        *rosters.problems(file),
    ]


def _absent(word: str, named: Named, known: Iterable[str]) -> Iterator[Problem]:
    names = set(known)
    for place, name in named:
        if name not in names:
            yield Problem(place, f"there is no {word} {name!r}")


def _people_named(file: ContractFile) -> Named:
    for name, role in file.roles.items():
        yield from ((f"roles.{name}.people.{i}", p) for i, p in enumerate(role.people))
        yield from (
            (f"roles.{name}.overrides.{i}.person", o.person) for i, o in enumerate(role.overrides)
        )


def _roles_named(file: ContractFile) -> Named:
    yield "support_lead", file.support_lead
    yield from ((f"two_factor.{i}", role) for i, role in enumerate(file.two_factor))
    yield "severity.unclear_to", file.severity.unclear_to
    yield "certification.reviewer", file.certification.reviewer
    yield "repair.owner", file.repair.owner
    yield from ((f"channels.{n}.mover", c.mover) for n, c in file.channels.items() if c.mover)
    for name, stream in file.streams.items():
        yield f"streams.{name}.owner", stream.owner
        yield f"streams.{name}.pend.role", stream.pend.role
    yield from ((f"levels.{n}.role", level.role) for n, level in file.levels.items())
    yield from _roles_of_clocks(file)
    yield from _roles_of_matrix(file)
    yield from _roles_of_talking(file)
    if file.pod:
        yield from ((f"pod.members.{role}", role) for role in file.pod.members)
        yield from ((f"pod.ships.{i}", role) for i, role in enumerate(file.pod.ships))
        yield "pod.knowledge", file.pod.knowledge
    yield from ((f"redaction.open_sealed.{i}", r) for i, r in enumerate(file.redaction.open_sealed))


def _roles_of_clocks(file: ContractFile) -> Named:
    for name, clock in file.clocks.items():
        if clock.owner:
            yield f"clocks.{name}.owner", clock.owner
        yield from ((f"clocks.{name}.rungs.{i}.tell", r.tell) for i, r in enumerate(clock.rungs))


def _roles_of_matrix(file: ContractFile) -> Named:
    for severity, duties in file.escalation.matrix.items():
        for duty, holder in duties.items():
            yield f"escalation.matrix.{severity}.{duty}.role", holder.role
            yield f"escalation.matrix.{severity}.{duty}.deputy", holder.deputy


def _roles_of_talking(file: ContractFile) -> Named:
    if file.incident:
        yield from ((f"incident.roles.{n}", role) for n, role in file.incident.roles.items())
        yield "incident.reviews.role", file.incident.reviews.role
        told = enumerate(file.incident.postmortem_to)
        yield from ((f"incident.postmortem_to.{i}", role) for i, role in told)
    if file.session:
        yield from ((f"session.roles.{i}", role) for i, role in enumerate(file.session.roles))


def _calendars_named(file: ContractFile) -> Named:
    yield from ((f"clocks.{n}.calendar", c.calendar) for n, c in file.clocks.items())
    yield from ((f"channels.{n}.window", c.window) for n, c in file.channels.items())
    yield from ((f"people.{n}.hours", p.hours) for n, p in file.people.items() if p.hours)
    if file.session:
        yield "session.calendar", file.session.calendar


def _channels_named(file: ContractFile) -> Named:
    if file.certification.programme is not None:
        yield "certification.programme.channel", file.certification.programme.channel


def _clocks_named(file: ContractFile) -> Named:
    yield "repair.target_clock", file.repair.target_clock
    yield from ((f"clocks.{n}.after", c.after) for n, c in file.clocks.items() if c.after)
    if file.session:
        yield "session.clock", file.session.clock
    if file.repair.knowledge_clock:
        yield "repair.knowledge_clock", file.repair.knowledge_clock
    for name, stream in file.streams.items():
        yield from ((f"streams.{name}.clocks.{i}", c) for i, c in enumerate(stream.clocks))


def _events_named(file: ContractFile) -> Named:
    for name, clock in file.clocks.items():
        yield from ((place, event_name(e)[0]) for place, e in _events_of(name, clock))


def _levels_named(file: ContractFile) -> Named:
    """Only crossing a level leads to one: ``levelled:L3``."""
    for name, clock in file.clocks.items():
        for place, written in _events_of(name, clock):
            kind, level = event_name(written)
            if level or ":" in written:
                yield place, level if kind == EventKind.LEVELLED else written


def _events_of(name: str, clock: ClockSpec) -> Named:
    yield from ((f"clocks.{name}.starts.{i}", e) for i, e in enumerate(clock.starts))
    yield from ((f"clocks.{name}.stops.{i}", e) for i, e in enumerate(clock.stops))


def _duties_named(file: ContractFile) -> Named:
    yield from ((f"routing.{i}.duty", route.duty) for i, route in enumerate(file.routing))
    if file.incident:
        yield "incident.pause_duty", file.incident.pause_duty
    for severity, duties in file.escalation.matrix.items():
        yield from ((f"escalation.matrix.{severity}.{duty}", duty) for duty in duties)


def _fields_named(file: ContractFile) -> Named:
    for name, stream in file.streams.items():
        yield from ((f"streams.{name}.required.{i}", f) for i, f in enumerate(stream.required))


def _severity_problems(file: ContractFile) -> Iterator[Problem]:
    """A ticket may have any severity, so each has a priority and a holder of every duty."""
    for severity in SEVERITIES:
        if severity not in file.severity.priority:
            yield Problem("severity.priority", f"severity {severity} has none")
        held = file.escalation.matrix.get(severity)
        if held is None:
            yield Problem("escalation.matrix", f"severity {severity} is missing")
            continue
        for duty in file.escalation.duties:
            if duty not in held:
                yield Problem(f"escalation.matrix.{severity}", f"nobody holds {duty}")


def _cadence_problems(file: ContractFile) -> Iterator[Problem]:
    """A clock that follows the cadence needs one for each of its severities."""
    for name, clock in file.clocks.items():
        if clock.target == CADENCE:
            missing = [s for s in clock.severities if s not in file.updates]
            yield from (Problem("updates", f"clock {name} needs severity {s}") for s in missing)
    for place in ("target_clock", "knowledge_clock"):
        found = file.clocks.get(getattr(file.repair, place))
        if found and found.target == CADENCE:
            yield Problem(f"repair.{place}", "a clock that follows the updates is no target date")


def _dimension_problems(file: ContractFile) -> Iterator[Problem]:
    dimensions = file.severity.dimensions
    for i, rule in enumerate(file.severity.rules):
        for name, values in rule.when.items():
            place = f"severity.rules.{i}.when.{name}"
            if name not in dimensions:
                yield Problem(place, f"there is no dimension {name!r}")
                continue
            known = {*dimensions[name], UNKNOWN}
            yield from (
                Problem(place, f"{name} has no value {v!r}") for v in values if v not in known
            )
    if file.severity.rules[-1].when:
        yield Problem("severity.rules", "the last rule has to match everything (no `when`)")


def _zone_problems(file: ContractFile) -> Iterator[Problem]:
    for name, person in file.people.items():
        if not zone_known(person.zone):
            yield Problem(f"people.{name}.zone", f"there is no time zone {person.zone!r}")
    for name, role in file.roles.items():
        if role.zone and not zone_known(role.zone):
            yield Problem(f"roles.{name}.zone", f"there is no time zone {role.zone!r}")
    night = file.lab.night
    if night is not None and not zone_known(night.zone):
        yield Problem("lab.night.zone", f"there is no time zone {night.zone!r}")


def _evidence_problems(file: ContractFile) -> Iterator[Problem]:
    for i, route in enumerate(file.routing):
        for kind, values in route.when.items():
            if kind not in EVIDENCE:
                what = f"there is no evidence {kind!r}; there is {', '.join(EVIDENCE)}"
                yield Problem(f"routing.{i}.when.{kind}", what)
            elif UNKNOWN in values:
                what = f"{UNKNOWN!r} leads nowhere: what is unclear goes to the support lead"
                yield Problem(f"routing.{i}.when.{kind}", what)


def _date_problems(file: ContractFile) -> Iterator[Problem]:
    for name, role in file.roles.items():
        try:
            date.fromisoformat(role.since)
        except ValueError:
            yield Problem(f"roles.{name}.since", f"{role.since!r} is no date such as 2026-01-05")
