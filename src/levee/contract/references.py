"""Does everything that a contract names exist in it?"""

from collections.abc import Iterable, Iterator
from datetime import date

from levee.contract.calendars import zone_known
from levee.contract.schema import FIELDS, UNKNOWN, ContractFile
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
        *_absent("event", _events_named(file), {kind.value for kind in EventKind}),
        *_absent("duty", _duties_named(file), file.escalation.duties),
        *_absent("field", _fields_named(file), FIELDS),
        *_severity_problems(file),
        *_dimension_problems(file),
        *_zone_problems(file),
        *_date_problems(file),
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
    yield "severity.unclear_to", file.severity.unclear_to
    yield "certification.reviewer", file.certification.reviewer
    yield "repair.owner", file.repair.owner
    for name, stream in file.streams.items():
        yield f"streams.{name}.owner", stream.owner
        yield f"streams.{name}.pend.role", stream.pend.role
    yield from ((f"levels.{n}.role", level.role) for n, level in file.levels.items())
    yield from _roles_of_clocks(file)
    yield from _roles_of_matrix(file)
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


def _calendars_named(file: ContractFile) -> Named:
    yield from ((f"clocks.{n}.calendar", c.calendar) for n, c in file.clocks.items())
    yield from ((f"channels.{n}.window", c.window) for n, c in file.channels.items())


def _clocks_named(file: ContractFile) -> Named:
    yield "repair.target_clock", file.repair.target_clock
    for name, stream in file.streams.items():
        yield from ((f"streams.{name}.clocks.{i}", c) for i, c in enumerate(stream.clocks))


def _events_named(file: ContractFile) -> Named:
    for name, clock in file.clocks.items():
        yield from ((f"clocks.{name}.starts.{i}", e) for i, e in enumerate(clock.starts))
        yield from ((f"clocks.{name}.stops.{i}", e) for i, e in enumerate(clock.stops))


def _duties_named(file: ContractFile) -> Named:
    yield from ((f"routing.{i}.duty", route.duty) for i, route in enumerate(file.routing))
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


def _date_problems(file: ContractFile) -> Iterator[Problem]:
    for name, role in file.roles.items():
        try:
            date.fromisoformat(role.since)
        except ValueError:
            yield Problem(f"roles.{name}.since", f"{role.since!r} is no date such as 2026-01-05")
