"""A house with the real store and a lab whose Runs a small predicate decides."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from cryptography.fernet import Fernet
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from levee.bench.runner import Runner
from levee.flow import INTAKE, Told, follow
from levee.flow.taking import Taking
from levee.flow.ticking import wake_one
from levee.model.event import EventKind
from levee.model.fleet import Installation
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Component, Role, Stack, canonical
from levee.model.suite import Check, Suite
from levee.model.ticket import Ticket
from levee.site import setting_up
from levee.site.hands import LeveeHands, Silent, StoreDesk, StoreLab, redacted
from levee.store import stacks
from levee.store.models import EventRow

NOW = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
SUITE = Suite(
    name="critical-workflow", ecosystem="pypi", checks=(Check(name="graphql", argv=("true",)),),
    folder="", digest="5" * 64,
)  # fmt: skip
VENDOR_KEY = CryptoSigner.generate_ed25519().private_bytes  #: the same in every world
CANARY = "pkg:pypi/httpx@0.28.1"

type Fails = Callable[[Stack], bool]


def stack(*plugins: str, host: str = "1.0a14", **settings: str) -> Stack:
    """``graphql@2.2`` is the plugin datasette-graphql; ``+httpx@0.27`` a dependency."""
    parts = [
        Component(canonical(f"pkg:pypi/datasette@{host}"), Role.HOST),
        Component("pkg:generic/python@3.12.3", Role.RUNTIME),
    ]
    for text in plugins:
        name = text.removeprefix("+") if text.startswith("+") else f"datasette-{text}"
        role = Role.DEPENDENCY if text.startswith("+") else Role.PLUGIN
        parts.append(Component(canonical(f"pkg:pypi/{name}"), role))
    return Stack(components=tuple(parts), settings=settings)


def _lock(on: Stack) -> str:
    """As strictly pinned as a real one."""
    pins = sorted(f"{c.name}=={c.version}" for c in on.components)
    return "".join(f"{pin} --hash=sha256:{'a' * 64}\n" for pin in pins)


@dataclass(kw_only=True)
class Bench:
    """Stands for the real runner: red where ``fails`` says so, or where the canary is."""

    data: Path
    fails: Fails
    canary_is_red: bool = True
    now: datetime = NOW
    ran: int = 0
    next_outcomes: list[Outcome] | None = None
    plain: Outcome | None = None  #: how every plain environment ends; None: as it was assembled
    made: dict[str, Run] = field(default_factory=dict)

    def run(
        self,
        on: Stack,
        suite: Suite,
        *,
        run_id: str,
        purpose: Purpose,
        subject: str = "",
        night: date | None = None,
        plain: bool = False,
    ) -> Run:
        self.ran += 1
        self.folder(run_id).mkdir(parents=True, exist_ok=True)
        (self.folder(run_id) / "lock.txt").write_text(_lock(on))
        (self.folder(run_id) / "run.json").write_text(json.dumps({"id": run_id}))
        outcome = self._outcome(on)
        check = CheckResult("pkg:pypi/datasette-graphql", "GET /graphql", outcome, f"is {outcome}")
        self.made[run_id] = done = Run(
            id=run_id, stack=on, suite=suite.name, suite_digest=suite.digest, outcome=outcome,
            why=f"graphql {outcome}", checks=(check,), purpose=purpose, subject=subject,
            night=night, lock_digest="1" * 64, started_at=self.now, ended_at=self.now,
        )  # fmt: skip
        return done

    def confirm(self, red: str, *, run_id: str) -> Run:
        known = self.made[red]
        again = self.run(
            known.stack, SUITE, run_id=run_id, purpose=Purpose.CONFIRM, subject=known.subject,
            night=known.night,
        )  # fmt: skip
        return again if self.plain is None else replace(again, outcome=self.plain)

    def _outcome(self, on: Stack) -> Outcome:
        if self.next_outcomes:
            return self.next_outcomes.pop(0)
        canary = self.canary_is_red and any(c.purl == CANARY for c in on.components)
        return Outcome.FAILED if canary or self.fails(on) else Outcome.PASSED

    def folder(self, run_id: str) -> Path:
        return self.data / "runs" / run_id


class PredicateLab(StoreLab):
    """The real lab on the real store, at another bench; Runs come one after the other."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.data, "", workers=1)
        self.bench = bench

    @property
    def runner(self) -> Runner:
        return cast("Runner", self.bench)

    def suite(self) -> Suite:
        return SUITE


@dataclass(frozen=True, kw_only=True)
class World:
    hands: LeveeHands
    bench: Bench

    def at(self, now: datetime) -> datetime:
        """Both the desk's moment and the bench's clock."""
        self.bench.now = now
        return now

    def take_in(self, body: dict[str, Any] | bytes, now: datetime = NOW) -> Told[Taking]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        contract = self.hands.desk.contract()
        story = Taking(
            hands=self.hands, contract=contract, now=self.at(now), body=raw, redact=redacted
        )
        told = follow(INTAKE, story)
        if told.story.ticket is not None:
            wake_one(self.hands, told.story.ticket.id, now)
        return told

    def ticket(self) -> Ticket:
        return self.hands.desk.ticket("T-1001")


def world(data: Path, fails: Fails, fleet: tuple[Stack, ...] = ()) -> World:
    """A house that was set up, with clients on these stacks, the first the heaviest."""
    (data / "keys").mkdir(parents=True, exist_ok=True)
    (data / "keys" / "seal.key").write_bytes(Fernet.generate_key())
    (data / "keys" / "vendor.key").write_bytes(VENDOR_KEY)
    setting_up.default_contract(NOW)
    stacks.report(
        Installation(
            client=f"client-{i}", partner="Acme", stack=on, traffic=100.0 - i, tier="gold",
            last_seen=NOW + timedelta(days=20),
        )
        for i, on in enumerate(fleet)
    )  # fmt: skip
    bench = Bench(data=data, fails=fails)
    lab = PredicateLab(bench)
    return World(hands=LeveeHands(desk=StoreDesk(data), lab=lab, voice=Silent()), bench=bench)


def history(leave_out: frozenset[EventKind] = frozenset()) -> list[tuple[Any, ...]]:
    """Every Event on record as far as it tells something, in the order of its subject."""
    rows = EventRow.objects.order_by("subject", "id")
    kept = (row for row in rows if EventKind(row.kind) not in leave_out)
    return [(r.subject, r.kind, r.at, r.actor, r.reason, r.key, r.data) for r in kept]
