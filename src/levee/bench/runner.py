"""How does one execution of a Suite on a Stack become a Run that never changes?"""

import platform
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from levee.bench import check_run, run_folder, suite_folder, whole_folder
from levee.bench.check_run import Bench, Shown
from levee.bench.provider import Conflict, Environment, LabBroken, Lock, Provider
from levee.bench.sandbox import Sandbox
from levee.model.moment import utc
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Stack
from levee.model.suite import Suite

_LONGEST_WHY = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be run and for what. With a ``lock``, nothing is resolved again; ``plain``: in
    an environment built for this Run alone, as a user would."""

    stack: Stack
    suite: Suite
    purpose: Purpose = Purpose.ADHOC
    subject: str = ""
    night: date | None = None
    lock: Lock | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How one attempt ended. ``lasting``: another attempt would end the same."""

    outcome: Outcome
    why: str
    checks: tuple[CheckResult, ...] = ()
    shown: tuple[Shown, ...] = ()
    lock: Lock | None = None
    environment: Environment | None = None
    lasting: bool = True


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Runs orders, one folder each below ``data/runs``. Threads and processes may share it.

    ``normalise`` and ``parse`` are the rules ``levee.lab.signature.normalise`` and
    ``levee.lab.suites.parse``; ``clock`` is the machine's.
    """

    data: Path
    providers: Mapping[str, Provider]
    sandbox: Sandbox
    clock: Callable[[], datetime]
    normalise: Callable[[str], str]
    parse: suite_folder.Parse
    retries: int = 2
    pause_s: float = 2.0
    swept: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", self.data.resolve())
        object.__setattr__(self, "swept", tuple(whole_folder.sweep(self._runs)))

    @property
    def _runs(self) -> Path:
        return self.data / "runs"

    def run(
        self,
        stack: Stack,
        suite: Suite,
        *,
        run_id: str | None = None,
        purpose: Purpose = Purpose.ADHOC,
        subject: str = "",
        night: date | None = None,
        plain: bool = False,
    ) -> Run:
        """Run to a named Outcome. The same ``run_id`` again: the Run that it already is."""
        order = Order(
            stack=stack, suite=suite, purpose=purpose, subject=subject, night=night, plain=plain
        )
        return self._carry_out(order, run_id)

    def rerun(self, run_id: str) -> Run:
        """The Run once more, from its own folder alone: its lock, its copy of the suite."""
        order = replace(self._same(run_id), purpose=Purpose.RERUN, subject=run_id)
        return self._carry_out(order, None)

    def confirm(self, red: str, *, run_id: str | None = None) -> Run:
        """The red Run once more for its Night: its lock and suite, in a plain environment."""
        known = self.load(red)
        order = replace(
            self._same(red), purpose=Purpose.CONFIRM, subject=known.subject, night=known.night
        )
        return self._carry_out(replace(order, plain=True), run_id)

    def _same(self, run_id: str) -> Order:
        folder = run_folder.place(self._runs, run_id)
        return Order(
            stack=self.load(run_id).stack,
            suite=suite_folder.read(folder / "suite", self.parse),
            lock=run_folder.read_lock(folder),
            plain=run_folder.read_record(folder).get("plain", False),
        )

    def load(self, run_id: str) -> Run:
        return run_folder.read(run_folder.place(self._runs, run_id))

    def folder(self, run_id: str) -> Path:
        return run_folder.place(self._runs, run_id)

    # -- the story of one Run

    def _carry_out(self, order: Order, run_id: str | None) -> Run:
        run_id = run_id or _new_id(self.clock())
        try:
            folder = whole_folder.make(self.folder(run_id), lambda f: self._fill(f, run_id, order))
        except OSError as error:
            raise LabBroken(f"the run cannot be written down: {error}") from error
        return run_folder.read(folder)

    def _fill(self, folder: Path, run_id: str, order: Order) -> None:
        started, reasons = utc(self.clock()), list[str]()
        run_folder.write_stack(folder, order.stack)
        suite_folder.link(suite_folder.store(order.suite, self.data / "suites"), folder / "suite")
        found = self._attempt(folder, order)
        while not found.lasting and len(reasons) < self.retries:
            reasons.append(found.why)
            time.sleep(self.pause_s * len(reasons))
            found = self._attempt(folder, order)
        run = _run(run_id, order, found, (started, utc(self.clock())))
        more = self._more(order, found) | {"earlier_attempts": reasons}
        run_folder.write(folder, replace(run, attempt=1 + len(reasons)), found.lock, more)

    def _attempt(self, folder: Path, order: Order) -> Finding:
        whole_folder.remove(folder / "checks")
        try:
            return self._try(folder, order)
        except LabBroken as error:
            return Finding(outcome=Outcome.BROKEN, why=error.reason, lasting=error.lasting)
        finally:
            whole_folder.remove(folder / "work")
            whole_folder.remove(folder / "plain")

    def _try(self, folder: Path, order: Order) -> Finding:
        provider = self.providers.get(order.suite.ecosystem)
        if provider is None:
            raise LabBroken(f"no provider for {order.suite.ecosystem!r} suites", lasting=True)
        lock = order.lock or provider.resolve(order.stack)
        if isinstance(lock, Conflict):
            return Finding(outcome=Outcome.CONFLICT, why=f"{lock.kind}: {lock.explanation}")
        environment = _built(provider, lock, folder, order.plain)
        bench = Bench(
            provider=provider,
            sandbox=self.sandbox,
            environment=environment,
            suite=order.suite,
            folder=folder,
            normalise=self.normalise,
        )
        return replace(_judged(_shown(order, bench)), lock=lock, environment=environment)

    def _more(self, order: Order, found: Finding) -> dict[str, Any]:
        provider = self.providers.get(order.suite.ecosystem)
        tools = {"levee": metadata.version("levee")} if _is_installed() else {}
        return {
            "confinement": self.sandbox.confinement.value,
            "bounds": "kernel" if self.sandbox.groups else "sampled",
            "plain": order.plain,
            "environment": _made(found.environment),
            "tools": tools | (provider.versions() if provider else {}),
            "machine": {"system": platform.platform(), "python": platform.python_version()},
            "resources": {shown.check: asdict(shown.ended) for shown in found.shown},
        }


def _made(environment: Environment | None) -> dict[str, Any] | None:
    """How the environment came to be; None when it never came to one."""
    if environment is None:
        return None
    about = {"made": environment.made.value, "notes": list(environment.notes)}
    return about | {"components": list(environment.components)}


def _built(provider: Provider, lock: Lock, folder: Path, plain: bool) -> Environment:
    if not plain:
        return provider.build(lock)
    try:
        return provider.plain(lock, folder / "plain")
    except OSError as error:
        raise LabBroken(f"cannot build a plain environment: {error}") from error


def _shown(order: Order, bench: Bench) -> tuple[Shown, ...]:
    has = order.stack.versions
    due = [c for c in order.suite.checks if all(need in has for need in c.needs)]
    return tuple(check_run.run(check, number, bench) for number, check in enumerate(due, start=1))


def _judged(shown: tuple[Shown, ...]) -> Finding:
    """One red check outweighs all green ones; a skipped check shows nothing."""
    checks = tuple(result for one in shown for result in one.results)
    ran = [c for c in checks if c.outcome is not Outcome.EMPTY]
    for outcome, text in ((Outcome.FAILED, "failed"), (Outcome.TIMEOUT, "ran out of time")):
        bad = [c for c in ran if c.outcome is outcome]
        if bad:
            why = f"{len(bad)} of {len(ran)} checks {text}: {bad[0].id}: {bad[0].message}"
            return Finding(outcome=outcome, why=why, checks=checks, shown=shown)
    if not ran:
        return Finding(outcome=Outcome.EMPTY, why="no check ran", checks=checks, shown=shown)
    why = f"all {len(ran)} checks held"
    return Finding(outcome=Outcome.PASSED, why=why, checks=checks, shown=shown)


def _run(run_id: str, order: Order, found: Finding, span: tuple[datetime, datetime]) -> Run:
    stand_in = found.lock.stand_in if found.lock else ""
    why = f"{found.why} ({stand_in})" if stand_in else found.why
    return Run(
        id=run_id,
        stack=order.stack,
        suite=order.suite.name,
        suite_digest=order.suite.digest,
        outcome=found.outcome,
        why=why[:_LONGEST_WHY],
        checks=found.checks,
        purpose=order.purpose,
        subject=order.subject,
        night=order.night,
        lock_digest=found.lock.digest if found.lock else "",
        started_at=span[0],
        ended_at=span[1],
    )


def _new_id(now: datetime) -> str:
    """Sorts by time; two processes in the same microsecond still get two."""
    return f"{utc(now):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"


def _is_installed() -> bool:
    try:
        return bool(metadata.version("levee"))
    except metadata.PackageNotFoundError:
        return False
