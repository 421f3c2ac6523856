"""Can each stream's clocks start and stop, and does every severity's customer hear from us?"""

from collections.abc import Iterator

from levee.contract.references import SEVERITIES
from levee.contract.schema import ContractFile, event_name
from levee.model.event import EventKind
from levee.model.problem import Problem

#: What never stands among a ticket's Events, but in those of a Night, a Stack or a Channel.
ELSEWHERE = frozenset(
    (
        EventKind.MUST_RUN,
        EventKind.CERTIFIED_AWAY,
        EventKind.NIGHT_CALLED,
        EventKind.PINNED,
        EventKind.UNPINNED,
        EventKind.NIGHT_PLANNED,
        EventKind.NIGHT_ENDED,
        EventKind.REVIEWED,
        EventKind.CERTIFIED,
        EventKind.SUSPENDED,
        EventKind.RELEASED,
    )
)


def findings(file: ContractFile) -> Iterator[Problem]:
    yield from _idle(file)
    for name in file.clocks:
        yield from _events(file, name)
    for severity in SEVERITIES:
        if severity not in file.updates:
            yield Problem("updates", f"severity {severity} has no cadence")


def _idle(file: ContractFile) -> Iterator[Problem]:
    used = {clock for stream in file.streams.values() for clock in stream.clocks}
    for name in file.clocks:
        if name not in used:
            yield Problem(f"clocks.{name}", "no stream has this clock, so it never runs")
    for name, stream in file.streams.items():
        for i, clock in enumerate(stream.clocks):
            if clock in stream.clocks[:i]:
                yield Problem(f"streams.{name}.clocks.{i}", f"{clock} is there twice")


def _events(file: ContractFile, name: str) -> Iterator[Problem]:
    clock = file.clocks[name]
    for word, kinds in (("starts", clock.starts), ("stops", clock.stops)):
        for i, kind in enumerate(kinds):
            if EventKind(event_name(kind)[0]) in ELSEWHERE:
                yield Problem(f"clocks.{name}.{word}.{i}", f"{kind} never happens to a ticket")
    for kind in set() if clock.repeats else set(clock.starts) & set(clock.stops):
        yield Problem(f"clocks.{name}.stops", f"{kind} both starts and stops it: it never runs")
    if not clock.severities:
        yield Problem(f"clocks.{name}.severities", "for no severity, so it never runs")
