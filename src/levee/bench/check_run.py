"""What did one command of a suite show?"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from levee.bench import junit_report, whole_folder
from levee.bench.provider import Environment, LabBroken, Places, Provider
from levee.bench.sandbox import Rooms, Sandbox
from levee.bench.watch import Ended, Keep, Limits, Stopped
from levee.model.outcome import CheckResult, Outcome
from levee.model.suite import Check, Suite

_TAIL = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Everything that stands ready before a check is run. ``folder`` is the Run's own."""

    provider: Provider
    sandbox: Sandbox
    environment: Environment
    suite: Suite
    folder: Path
    normalise: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a command showed, and what it used."""

    check: str
    results: tuple[CheckResult, ...]
    ended: Ended


def run(check: Check, number: int, bench: Bench) -> Shown:
    """Run the command in the sandbox and read its report; the log folder keeps all of it."""
    logs = bench.folder / "checks" / f"{number:02d}-{check.name}"
    logs.mkdir(parents=True)
    rooms = _rooms(bench)
    argv = _argv(check, bench)
    (logs / "argv.json").write_text(json.dumps(argv, indent=1) + "\n", encoding="utf-8")
    keep = Keep(stdout=logs / "stdout.txt", stderr=logs / "stderr.txt", work=rooms.work)
    ended = bench.sandbox.run(argv, rooms, _limits(check, bench.suite), keep)
    if not ended.began:
        raise LabBroken(f"the sandbox did not start: {_tail(keep.stderr)}")
    results = _results(check, bench, ended, logs)
    return Shown(
        check=check.name,
        results=tuple(replace(r, message=bench.normalise(r.message)) for r in results),
        ended=ended,
    )


def _rooms(bench: Bench) -> Rooms:
    """A fresh work folder for every check: none finds what another left."""
    work = bench.folder / "work"
    whole_folder.remove(work)
    work.mkdir()
    shown = (
        ("env", bench.environment.root),
        ("suite", bench.folder / "suite"),
        ("stack.json", bench.folder / "stack.json"),
    )
    parts = bench.environment.parts_below("env")
    return Rooms(work=work, shown=shown, system=bench.environment.mounts, parts=parts)


def _argv(check: Check, bench: Bench) -> list[str]:
    spot, folder = bench.sandbox.spot, bench.folder
    work = spot("work", folder / "work")
    places = Places(
        suite=spot("suite", folder / "suite"),
        stack=spot("stack.json", folder / "stack.json"),
        work=work,
        junit=work / (check.junit or "junit.xml"),
    )
    there = bench.environment.at(spot("env", bench.environment.root))
    return bench.provider.command(check, there, places)


def _limits(check: Check, suite: Suite) -> Limits:
    return Limits(
        wall_s=check.timeout_s,
        memory_mb=suite.memory_mb,
        processes=suite.processes,
        disk_mb=suite.disk_mb,
    )


def _results(check: Check, bench: Bench, ended: Ended, logs: Path) -> tuple[CheckResult, ...]:
    """The report's results, and the command's own where the report alone would mislead."""

    def own(outcome: Outcome, message: str) -> CheckResult:
        return CheckResult(bench.suite.name, check.name, outcome, message, ended.seconds)

    if ended.stopped is Stopped.TIME:
        return (own(Outcome.TIMEOUT, f"not done after {check.timeout_s:g} s"),)
    if ended.stopped:
        return (own(Outcome.FAILED, f"stopped: it used more {ended.stopped} than allowed"),)
    exit_said = f"exit code {ended.code}: {_tail(logs / 'stderr.txt')}"
    if not check.junit:
        held = ended.code == 0
        return (own(Outcome.PASSED, "") if held else own(Outcome.FAILED, exit_said),)
    try:
        report = _kept_report(bench.folder / "work" / check.junit, logs)
    except junit_report.Refused as error:
        return (own(Outcome.FAILED, f"its JUnit report was refused: {error}"),)
    if ended.code != 0 and not any(r.outcome is Outcome.FAILED for r in report):
        return (*report, own(Outcome.FAILED, exit_said))
    return report


def _kept_report(path: Path, logs: Path) -> tuple[CheckResult, ...]:
    if path.parent.resolve() != path.parent:
        raise junit_report.Refused("its folder is a link")
    report = junit_report.read(path)
    if report is None:
        return ()
    (logs / "junit.xml").write_bytes(path.read_bytes())
    return report


def _tail(path: Path) -> str:
    """The last line that says something."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1].strip()[:500] if lines else "it said nothing"
