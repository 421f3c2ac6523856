"""What do the lab and the certificates derive from a contract that one number of it may change?

With a fleet, a ledger and a lab in memory, through the same steps as in life.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from every_number import Number, made, tree
from lab_facts import check, client, run, stack
from number_probes_desk import opened, submitted

from levee.contract.load import Contract
from levee.desk import heartbeat
from levee.desk.installations import Reading
from levee.flow import certifying, isolating, mending, nighting, programme, reproducing, starting
from levee.flow.follow import Stop
from levee.lab import retention, schedule
from levee.lab.fleet import curve, needed
from levee.lab.isolate.report import Reporter
from levee.model.certificate import Review
from levee.model.channel import Channel, Release
from levee.model.delta import diff
from levee.model.event import Event, EventKind
from levee.model.fleet import Installation
from levee.model.night import NightResult
from levee.model.outcome import Outcome
from levee.model.problem import Rejected
from levee.model.run import Asked, Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.model.ticket import Ticket, fold
from levee.repair import channels
from submissions import NOW

SUITE = Suite(name="workflow", ecosystem="pypi", checks=(), folder="", digest="suite-1")


@dataclass
class Ledger:
    told: list[Event] = field(default_factory=list)

    def writing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def append(self, events: Iterable[Event], *_: object, **__: object) -> tuple[Event, ...]:
        self.told += events
        return tuple(events)

    def events(self, subject: str) -> tuple[Event, ...]:
        return tuple(e for e in self.told if e.subject == subject)

    def of_kinds(self, *kinds: EventKind) -> tuple[Event, ...]:
        return tuple(e for e in self.told if e.kind in kinds)


@dataclass
class Lab:
    """Runs what it is asked: a stack with `bad@2` fails, any other passes."""

    clients: Sequence[Installation] = ()
    known: Sequence[Run] = ()
    asked: list[Stack] = field(default_factory=list)
    past: Sequence[NightResult] = ()
    made: list[Run] = field(default_factory=list)

    def fleet(self) -> Sequence[Installation]:
        return self.clients

    def nights(self, _: Suite) -> Sequence[NightResult]:
        return self.past

    def runs(self, _: Suite) -> Sequence[Run]:
        return self.known

    def find(self, run_id: str) -> Run:
        return next(r for r in self.made if r.id == run_id)

    def said(self) -> Sequence[object]:
        return ()

    def installation(self, *_: str) -> None:
        return None

    def keep(self, _: Stack) -> None:
        return None

    def issue(self, *_: object) -> dict[str, str]:
        return {}

    def run(self, wish: Asked) -> Run:
        self.asked.append(wish.stack)
        bad = {c.version for c in wish.stack.components if c.package.startswith("pkg:pypi/bad")}
        is_red = bad == {"2"}
        done = run(
            wish.stack,
            Outcome.FAILED if is_red else Outcome.PASSED,
            [check("bad::works")] if is_red else (),
        )
        self.made.append(done)
        return done


def hands(lab: Lab) -> Any:
    voice = SimpleNamespace(step=lambda _: None, note=lambda _: None)
    desk = SimpleNamespace(work_items=lambda: ())
    return SimpleNamespace(lab=lab, ledger=Ledger(), voice=voice, desk=desk)


def fleet() -> list[Installation]:
    """Forty stacks: thirty-nine seen today, the heaviest thirty days and a half ago."""
    near = [client(f"c{i}", stack(f"p{i}@1 bad@1"), traffic=float(i + 1)) for i in range(39)]
    return [*near, client("away", stack("away@1 bad@1"), traffic=99.0, away_days=30.5)]


def covered(contract: Contract, number: Number) -> object:
    """How many stacks reach the share of traffic that is aimed at."""
    even = [client(f"c{i}", stack(f"p{i}@1")) for i in range(1000)]
    return needed(curve(even), contract.file.lab.target_share)


def beaten(contract: Contract, number: Number) -> object:
    """How many minutes a client's clock may be ahead."""
    on = stack("a@1")
    reading = Reading(product=contract.file.product, now=NOW, name="$", known=lambda digest: on)

    def taken(minutes: int) -> bool:
        at = (NOW + timedelta(minutes=minutes)).isoformat()
        body = {"client": "x", "stack": on.digest, "last_seen": at}
        try:
            return bool(heartbeat.read(body, reading, contract.file.lab.heartbeat_ahead))
        except Rejected:
            return False

    return [taken(minutes) for minutes in range(30)]


def called(contract: Contract, number: Number) -> object:
    """In which minutes of a day its Night is due."""
    minutes = (NOW + timedelta(minutes=m) for m in range(0, 1440, 10))
    return [schedule.due(contract.file.lab.night, at) for at in minutes]


def pruned(contract: Contract, number: Number) -> object:
    """Which of Runs of many ages are too old to be kept."""
    runs = [run(stack("a@1"), at=NOW - timedelta(days=days)) for days in range(200)]
    oldest = retention.oldest(NOW, contract.file.lab.keep_days)
    return [place for place, one in enumerate(runs) if one.started_at < oldest]


def night_plan(contract: Contract, number: Number) -> object:
    """Which stacks a Night runs, and how often each, where one is known to pass."""
    green = run(stack("p1@1 bad@1"), at=NOW - timedelta(days=1))
    story = nighting.Nighting(
        hands=hands(Lab(clients=fleet(), known=[green])),
        contract=contract,
        suite=SUITE,
        day=date(2026, 3, 2),
        now=NOW,
        canary=stack("canary@1"),
    )
    plan = nighting.fresh_plan(story)
    return [(c.stack.digest, c.times) for c in plan.choices], plan.aa_times


BAD = stack("a@2 b@2 c@2 d@2 bad@2 e@2 f@2")
GOOD = stack("a@1 b@1 c@1 d@1 bad@1 e@1 f@1")


def reported(**more: Any) -> Ticket:
    return replace(
        fold(opened(made(tree()), submitted("partner")).events),
        stack=BAD,
        baseline=GOOD,
        run="r",
        **more,
    )


def searching(contract: Contract, lab: Lab, *failures: str) -> isolating.Isolating:
    return isolating.Isolating(
        hands=hands(lab),
        ticket=reported(),
        contract=contract,
        suite=SUITE,
        now=NOW,
        seed=1,
        reporter=Reporter(),
        run=run(BAD, Outcome.FAILED, [check(name) for name in failures]),
        deltas=tuple(diff(GOOD, BAD)),
    )


def isolation(contract: Contract, number: Number) -> object:
    lab = Lab()
    told = isolating.search(searching(contract, lab, "bad::works"))
    return len(lab.asked), told.reason if isinstance(told, Stop) else ""


def causes(contract: Contract, number: Number) -> object:
    """After how many searches nothing more is sought, where failures are left."""
    story = searching(contract, Lab(), "bad::works", "a::works", "b::works")
    return [isolating._next(replace(story, searched=n)) is None for n in range(12)]


def rollout(contract: Contract, number: Number) -> object:
    """From which hour on the channel is offered to which share of its clients."""
    name, on = str(number.path[1]), stack("a@1")
    channel, shares = Channel(name=name), list[tuple[int, float]]()
    for hour in range(120):
        asked = channels.Asked(
            channel=channel,
            spec=contract.file.channels[name],
            window=channels.Window(is_open=True, opens=NOW),
            by="fay",
            now=NOW + timedelta(hours=hour),
            certified={on.digest: NOW},
        )
        told = channels.advance(asked) if channel.current else channels.move(asked, on, "lock")
        if isinstance(told, Event):
            shares.append((hour, told.data["share"]))
            channel = replace(
                channel,
                current=Release(stack=on, at=told.at, reason=""),
                share=told.data["share"],
                moved_at=told.at,
            )
    return shares


def baselines(contract: Contract, number: Number) -> object:
    story = reproducing.Reproducing(
        hands=hands(Lab(clients=fleet())),
        ticket=reported(),
        contract=contract,
        suite=SUITE,
        now=NOW,
    )
    told = reproducing.plan(story)
    return len(cast(reproducing.Reproducing, told).candidates)


def verified(contract: Contract, number: Number) -> object:
    """How many Runs the check of a fix takes on the top stacks."""
    lab = Lab(clients=fleet())
    change = tuple(diff(stack("bad@1"), stack("bad@3")))
    item = SimpleNamespace(id="W-1", state=None, fix=(), fixes=0, interaction=())
    story = mending.Mending(
        hands=hands(lab), ticket=reported(), item=cast(Any, item), change=change, notes="",
        contract=contract, suite=SUITE, now=NOW,
    )  # fmt: skip
    mending.run_top(story)
    return len(lab.asked)


def passing_nights(repeats: int) -> list[NightResult]:
    """Five Nights of six passing Runs each, a review after them and ninety days and a half."""
    made_of = stack("a@1")
    return [
        NightResult(
            day=date(2026, 3, d),
            suite="workflow",
            void=False,
            reason="",
            runs=tuple(
                run(made_of, at=datetime(2026, 3, d, 3, tzinfo=UTC)) for _ in range(repeats)
            ),
        )
        for d in range(2, 7)
    ]


def standings(contract: Contract, number: Number) -> object:
    on = stack("a@1")
    reviewed = datetime(2026, 3, 6, 9, tzinfo=UTC)
    said = Review(
        stack_digest=on.digest, suite_digest="suite-1", reviewer="fay", role="release_manager",
        at=reviewed, evidence="looked",
    )  # fmt: skip
    facts = certifying.Facts(
        contract=contract,
        suite=SUITE,
        stacks={on.digest: on},
        nights={on.digest: tuple(passing_nights(6))},
        said={on.digest: (said,)},
    )
    moments = (reviewed + timedelta(hours=1), reviewed + timedelta(days=90, hours=12))
    return [facts.standing(on, at).state for at in moments]


def starters(contract: Contract, number: Number) -> object:
    world = hands(Lab(clients=fleet()))
    facts = certifying.Facts(contract=contract, suite=SUITE, stacks={}, nights={}, said={})
    told = starting.grant(world, facts, "fay", NOW)
    return [(s.granted, s.why) for s in told] if not isinstance(told, Stop) else told.reason


def applied(contract: Contract, number: Number) -> object:
    """How many Stacks one partner may apply with."""
    world = hands(Lab())
    facts = certifying.Facts(contract=contract, suite=SUITE, stacks={}, nights={}, said={})
    told = []
    for i in range(8):
        on = stack(f"p{i}@1")
        said = programme.apply(world, "Acme", on, contract, facts.standing(on, NOW), NOW)
        told.append(isinstance(said, Stop))
    return told
