"""Does each execution end as one named Outcome, in one folder that can be run again?"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lab.tiny import PYTHON, MakeSuite
from levee.bench.provider import Conflict, Environment, LabBroken, Lock
from levee.bench.python_provider import PythonProvider
from levee.bench.run_folder import UnknownRun, read_record
from levee.bench.runner import Runner
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Purpose
from levee.model.stack import Stack, stack_of

pytestmark = pytest.mark.lab


def check(code: str, more: str = "", name: str = "code") -> str:
    return f"[[check]]\nname = '{name}'\nargv = ['{{python}}', '-c', '''{code}''']\n{more}\n"


JUNIT = (
    'open("{junit}", "w").write('
    """"<testsuite><testcase classname='a' name='x'/>BODY</testsuite>")"""
)
REPORTED = "junit = 'junit.xml'"


def report(body: str, then: str = "") -> str:
    return check(JUNIT.replace("BODY", body) + then, REPORTED)


FAILING = (
    "<testcase classname='b' name='y'><failure message='HTTP 500 at 127.0.0.1:99'/></testcase>"
)


@pytest.mark.parametrize(
    ("checks", "outcome", "why"),
    [
        (check("import iniconfig"), Outcome.PASSED, "all 1 checks held"),
        (check("import nothing_of_it"), Outcome.FAILED,
         "1 of 1 checks failed: tiny::code: exit code 1: ModuleNotFoundError"),
        (check("import time; time.sleep(60)", "timeout_s = 1"), Outcome.TIMEOUT,
         "1 of 1 checks ran out of time: tiny::code: not done after"),
        ("", Outcome.EMPTY, "no check ran"),
        (check("1", "needs = ['pkg:pypi/datasette']"), Outcome.EMPTY, "no check ran"),
        (check("1", REPORTED), Outcome.EMPTY, "no check ran"),
        (report("<testcase classname='b' name='y'><skipped/></testcase>"), Outcome.PASSED,
         "all 1 checks held"),
        (report(FAILING), Outcome.FAILED, "1 of 2 checks failed: b::y: HTTP 500 at <here>"),
        (report(FAILING, "; raise SystemExit(1)"), Outcome.FAILED, "1 of 2 checks failed: b::y"),
        (report("", "; raise SystemExit(3)"), Outcome.FAILED, "tiny::code: exit code 3"),
        (check("""open("{junit}", "w").write("<!DOCTYPE a><testsuite/>")""", REPORTED),
         Outcome.FAILED, "its JUnit report was refused: it has a document type"),
        (check("""import os; os.symlink("/etc/hostname", "junit.xml")""", REPORTED),
         Outcome.FAILED, "its JUnit report was refused"),
        ("[[check]]\nname = 'none'\nargv = ['{bin}/no-such-script']", Outcome.FAILED, "exit code"),
    ],
)  # fmt: skip
def test_a_run_ends_as_one_named_outcome(
    runner: Runner, make_suite: MakeSuite, small: Stack, checks: str, outcome: Outcome, why: str
) -> None:
    run = runner.run(small, make_suite(checks))
    assert run.outcome is outcome
    assert why in run.why


def test_no_environment_is_a_conflict_with_the_explanation(
    runner: Runner, make_suite: MakeSuite
) -> None:
    stack = stack_of([PYTHON, "pkg:pypi/jinja2@3.1.6", "pkg:pypi/markupsafe@1.1.1"])
    run = runner.run(stack, make_suite(check("1")))
    assert run.outcome is Outcome.CONFLICT
    assert "you require markupsafe==1.1.1" in run.why
    assert runner.rerun(run.id).why == run.why


def test_a_run_is_read_back_as_it_was_and_is_sealed(
    runner: Runner, make_suite: MakeSuite, small: Stack
) -> None:
    night = date(2026, 3, 1)
    run = runner.run(
        small, make_suite(report(FAILING)), purpose=Purpose.NIGHT, subject="night-3", night=night
    )
    assert runner.load(run.id) == run
    assert (run.purpose, run.subject, run.night) == (Purpose.NIGHT, "night-3", night)
    assert run.checks[1] == CheckResult("b", "y", Outcome.FAILED, "HTTP 500 at <here>")
    assert run.started_at < run.ended_at
    files = [p for p in runner.folder(run.id).rglob("*") if p.is_file()]
    names = {p.relative_to(runner.folder(run.id)).as_posix() for p in files}
    assert names == {
        "run.json", "stack.json", "lock.txt", "suite/suite.toml", "checks/01-code/argv.json",
        "checks/01-code/stdout.txt", "checks/01-code/stderr.txt", "checks/01-code/junit.xml",
    }  # fmt: skip
    assert {p.stat().st_mode & 0o222 for p in files} == {0}
    record = read_record(runner.folder(run.id))
    assert record["confinement"] == runner.sandbox.confinement
    assert record["tools"]["uv"]


def test_a_rerun_needs_nothing_but_the_runs_own_folder(
    runner: Runner, make_suite: MakeSuite, small: Stack
) -> None:
    suite = make_suite(report(FAILING))
    run = runner.run(small, suite)
    (Path(suite.folder) / "suite.toml").write_text("broken")
    for lock in (runner.data / "locks").iterdir():
        lock.rename(lock.with_suffix(".gone"))
    again = runner.rerun(run.id)
    for lock in (runner.data / "locks").glob("*.gone"):
        lock.rename(lock.with_suffix(".txt"))
    assert (again.purpose, again.subject) == (Purpose.RERUN, run.id)
    assert (again.suite_digest, again.lock_digest) == (run.suite_digest, run.lock_digest)
    assert (again.outcome, again.signature) == (run.outcome, run.signature)
    assert again.signature


def test_the_same_id_again_is_the_run_that_it_already_is(
    runner: Runner, make_suite: MakeSuite, small: Stack
) -> None:
    suite = make_suite(check("1"))
    found: list[object] = []

    def one() -> None:
        found.append(runner.run(small, suite, run_id="night-7-a"))

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [runner.load("night-7-a")] * 3


def test_an_unknown_run_and_an_id_that_leads_elsewhere_are_refused(runner: Runner) -> None:
    with pytest.raises(UnknownRun):
        runner.load("nothing")
    for bad in ("../runs", "a/b", "", ".hidden"):
        with pytest.raises(ValueError, match="cannot be the id"):
            runner.load(bad)


class Failing:
    """A provider whose lab is broken the first times."""

    def __init__(self, real: PythonProvider, times: int, *, lasting: bool = False) -> None:
        self.real, self.times, self.lasting, self.asked = real, times, lasting, 0
        self.command, self.versions = real.command, real.versions

    def resolve(self, stack: Stack) -> Lock | Conflict:
        self.asked += 1
        if self.asked <= self.times:
            raise LabBroken(f"the registry is down ({self.asked})", lasting=self.lasting)
        return self.real.resolve(stack)

    def build(self, lock: Lock) -> Environment:
        return self.real.build(lock)

    def plain(self, lock: Lock, root: Path) -> Environment:
        return self.real.plain(lock, root)


@pytest.mark.parametrize(
    ("times", "lasting", "asked", "outcome"),
    [(2, False, 3, Outcome.PASSED), (9, False, 3, Outcome.BROKEN), (9, True, 1, Outcome.BROKEN)],
)
def test_only_what_the_lab_broke_is_tried_again(
    runner: Runner,
    provider: PythonProvider,
    make_suite: MakeSuite,
    small: Stack,
    *,
    times: int,
    lasting: bool,
    asked: int,
    outcome: Outcome,
) -> None:
    failing = Failing(provider, times, lasting=lasting)
    run = replace(runner, providers={"pypi": failing}).run(small, make_suite(check("1")))
    assert (run.outcome, run.attempt, failing.asked) == (outcome, asked, asked)


def test_a_failure_is_not_tried_again(
    runner: Runner, provider: PythonProvider, make_suite: MakeSuite, small: Stack
) -> None:
    counting = Failing(provider, 0)
    replace(runner, providers={"pypi": counting}).run(small, make_suite(check("1 / 0")))
    assert counting.asked == 1


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from levee.bench import sandbox, suite_folder
from levee.bench.python_provider import PythonProvider
from levee.bench.runner import Runner
from levee.lab import signature, suites
from levee.model.stack import stack_of
data = Path(sys.argv[1])
runner = Runner(
    data=data, providers={"pypi": PythonProvider(data=data)}, sandbox=sandbox.find(),
    clock=lambda: datetime.now(UTC), normalise=signature.normalise, parse=suites.parse,
)
suite = suite_folder.read(Path(sys.argv[2]), suites.parse)
runner.run(stack_of(sys.argv[3:]), suite, run_id="killed")
"""


def test_a_killed_run_leaves_nothing_half_and_can_be_run_then(
    runner: Runner, make_suite: MakeSuite, small: Stack
) -> None:
    runner.run(small, make_suite(check("1")))
    suite = make_suite(check("""open("mark", "w"); import time; time.sleep(40.125)"""))
    purls = [c.purl for c in small.components]
    argv = [sys.executable, "-c", KILLED, str(runner.data), suite.folder, *purls]
    with subprocess.Popen(argv) as process:
        mark = runner.data / "runs" / ".making-killed" / "work" / "mark"
        _until(mark.exists)
        process.send_signal(signal.SIGKILL)
    assert not runner.folder("killed").exists()
    _until(lambda: "40.125" not in _all_command_lines())
    assert replace(runner).swept == ("killed",)
    assert not mark.exists()
    run = runner.run(small, make_suite(check("1")), run_id="killed")
    assert run.outcome is Outcome.PASSED


def test_a_clock_that_jumps_back_loses_no_run(
    runner: Runner, make_suite: MakeSuite, small: Stack
) -> None:
    hours = iter([5, 5, 4, 4, 3, 3])
    jumping = replace(runner, clock=lambda: datetime(2026, 3, 1, next(hours), tzinfo=UTC))
    suite = make_suite(check("1"))
    assert jumping.run(small, suite).id != jumping.run(small, suite).id


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _all_command_lines() -> str:
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        if int(path.parent.name) != os.getpid():
            try:
                lines.append(path.read_bytes().decode(errors="replace"))
            except OSError:
                continue
    return "\n".join(lines)
