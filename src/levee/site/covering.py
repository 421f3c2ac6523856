"""Which of the live stacks does a certificate cover, and why not the others?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from levee.flow import certifying
from levee.flow.certifying import Facts
from levee.lab import confirm, fleet, uncovered
from levee.lab.uncovered import Budget, Last, Reason
from levee.model.certificate import CertificateState, Standing
from levee.model.fleet import Weighed
from levee.model.outcome import Outcome
from levee.model.problem import Rejected
from levee.model.stack import Role, Stack
from levee.model.suite import Suite
from levee.site.hands import LeveeHands
from levee.store import basis, nights, runs, stacks


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """One stack that clients run. ``reason`` is None where it is certified; ``silent`` counts
    its clients that did not report lately; ``standing`` is None where no Night and nobody said
    anything about it."""

    weighed: Weighed
    rank: int
    silent: int
    reason: Reason | None
    standing: Standing | None
    last: Last | None

    @property
    def stack(self) -> Stack:
        return self.weighed.stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """``live`` has active clients, heaviest first; ``quiet`` has none."""

    live: Sequence[Live]
    quiet: Sequence[Live]

    @property
    def weighed(self) -> tuple[Weighed, ...]:
        return tuple(one.weighed for one in self.live)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the lab knows of every stack; ``facts`` is None without a suite."""

    facts: Facts | None
    lasts: Mapping[str, Last]
    silent: Mapping[str, int]
    budget: Budget
    now: datetime

    def live(self, weighed: Weighed, rank: int) -> Live:
        digest = weighed.stack.digest
        standing, seen = self._standing(weighed.stack), self.lasts.get(digest)
        state = standing.state if standing else CertificateState.UNTESTED
        return Live(
            weighed=weighed,
            rank=rank,
            silent=self.silent.get(digest, 0),
            reason=uncovered.why(state, seen, rank, digest, self.budget),
            standing=standing,
            last=seen,
        )

    def _standing(self, stack: Stack) -> Standing | None:
        """Most of a large fleet no Night ran: nothing has to be judged."""
        facts, digest = self.facts, stack.digest
        if facts is None or not (digest in facts.nights or digest in facts.said):
            return None
        return facts.standing(stack, self.now)


def fleet_now(hands: LeveeHands, suite: Suite | None, now: datetime) -> Fleet:
    """Every stack that clients run, with its reason; six questions to the store."""
    lab, stacks_known = hands.desk.contract().file.lab, stacks.run_somewhere()
    facts = _facts(hands, suite, stacks_known)
    weights = stacks.weighed(stacks_known, now - timedelta(days=lab.active_days))
    known = _Known(
        facts=facts,
        lasts=_lasts(facts) if facts else {},
        silent={w.stack.digest: silent for w, silent in weights},
        budget=Budget(stacks=lab.stacks_per_night, planned=nights.planned()),
        now=now,
    )
    active = fleet.in_order(w for w, _ in weights if w.clients)
    quiet = [(silent, w) for w, silent in weights if not w.clients]
    return Fleet(
        live=[known.live(w, rank) for rank, w in enumerate(active, start=1)],
        quiet=[
            Live(weighed=w, rank=0, silent=n, reason=Reason.SILENT, standing=None, last=None)
            for n, w in sorted(quiet, key=lambda q: (-q[0], q[1].stack.digest))
        ],
    )


def _facts(hands: LeveeHands, suite: Suite | None, known: Mapping[str, Stack]) -> Facts | None:
    if suite is None:
        return None
    told = basis.read(suite, known)
    nights = (replace(n, runs=confirm.settled(n.runs)) for n in told.nights)
    return certifying.of_nights(hands.desk.contract(), suite, nights, told.said)


def _lasts(facts: Facts) -> dict[str, Last]:
    """How each stack last ended; what a Run said is asked for only where it tells why."""
    found = {d: uncovered.last(nights, facts.suite.digest) for d, nights in facts.nights.items()}
    lasts = {digest: seen for digest, seen in found.items() if seen is not None}
    said = runs.whys([s.run for s in lasts.values() if s.outcome in _TELLING])
    return {digest: replace(seen, why=said.get(seen.run, "")) for digest, seen in lasts.items()}


_TELLING = (Outcome.CONFLICT, Outcome.BROKEN, Outcome.EMPTY, Outcome.FAILED, Outcome.TIMEOUT)


def left_out(
    hands: LeveeHands, now: datetime, reason: Reason | None = None, plugin: str = ""
) -> list[dict[str, Any]]:
    """Each stack without a certificate, heaviest first, those whose clients are silent last."""
    found = fleet_now(hands, _suite(hands), now)
    every = (*found.live, *found.quiet)
    return [_said(one) for one in every if is_asked(one, reason, plugin)]


def is_asked(one: Live, reason: Reason | None, plugin: str) -> bool:
    """Is it left out, for that reason, with a plugin that is called so?"""
    if one.reason is None or reason not in (None, one.reason):
        return False
    name = plugin.strip().lower()
    plugins = one.stack.with_role(Role.PLUGIN) if name else ()
    return not name or any(name in c.package.lower() for c in plugins)


def _said(one: Live) -> dict[str, Any]:
    return {
        "stack": one.stack.digest,
        "reason": one.reason.value if one.reason else "",
        "clients": one.weighed.clients,
        "silent": one.silent,
        "traffic": one.weighed.traffic,
        "rank": one.rank,
        "run": one.last.run if one.last else "",
        "why": one.last.why if one.last else "",
        "missing": list(one.standing.missing) if one.standing else [],
    }


def _suite(hands: LeveeHands) -> Suite | None:
    try:
        return hands.lab.suite()
    except Rejected:
        return None
