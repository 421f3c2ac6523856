"""Which stacks does tonight run, and why each?"""

from collections.abc import Sequence
from dataclasses import dataclass

from levee.lab.fleet import plugin_set, weigh
from levee.lab.pairs import Pairs, greedy
from levee.model.fleet import Installation, Weighed
from levee.model.night import Choice, Plan, Why
from levee.model.stack import Role, Stack

CHOSEN_BY_PEOPLE = frozenset({Role.HOST, Role.RUNTIME, Role.PLUGIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A stack that has to run tonight, and who or what says so."""

    stack: Stack
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What does not depend on the fleet: the canary, open Interactions, what people pinned."""

    canary: Stack
    must: tuple[Wanted, ...] = ()
    pinned: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """``limit`` stacks a night, canary included; ``pair_share`` of what the demand leaves
    goes to pairs of components of ``roles``."""

    limit: int = 50
    pair_share: float = 0.3
    roles: frozenset[Role] = CHOSEN_BY_PEOPLE

    def __post_init__(self) -> None:
        if self.limit < 1 or not 0 <= self.pair_share <= 1:
            raise ValueError("limit is at least 1, pair_share between 0 and 1")


def plan(fleet: Sequence[Installation], demand: Demand, rules: Rules) -> Plan:
    """Canary, must and pinned first, then the heaviest exact stacks, then pairs.

    ``fleet`` holds active installations only. No stack is chosen twice; its first reason
    stays. What is demanded is never dropped, even over the limit. Slots that pairs leave
    (nothing new to cover) go to the next heaviest stacks. The exact part is the fewest
    stacks for its weight; the pair part has the bound of ``pairs.greedy``. Shares are always
    reported, of clients and of traffic, also when both are 0 because there is no fleet.
    """
    stacks = weigh(fleet)
    weights = _weights(stacks)
    pairs = Pairs([w.stack for w in stacks], weights, rules.roles)
    chosen = _demanded(demand, stacks)
    room = max(0, rules.limit - len(chosen))
    _add_top(chosen, stacks, room - int(room * rules.pair_share))
    for digest in chosen:
        pairs.take(chosen[digest].stack)
    _add_pairs(chosen, stacks, pairs, rules.limit - len(chosen))
    _add_top(chosen, stacks, rules.limit - len(chosen))
    return Plan(choices=tuple(chosen.values()), shares=_shares(stacks, chosen, pairs))


def _weights(stacks: Sequence[Weighed]) -> list[float]:
    """Traffic; or clients, where no client reports any traffic."""
    known = any(w.traffic for w in stacks)
    return [w.traffic if known else float(w.clients) for w in stacks]


def _demanded(demand: Demand, stacks: Sequence[Weighed]) -> dict[str, Choice]:
    known = {w.stack.digest: w for w in stacks}
    wanted = [(Why.CANARY, demand.canary, "planted: must go red, or the night is void")]
    wanted += [(Why.MUST, w.stack, w.reason) for w in demand.must]
    wanted += [(Why.MUST, w.stack, f"pinned: {w.reason}") for w in demand.pinned]
    chosen: dict[str, Choice] = {}
    for why, stack, reason in wanted:
        live = known.get(stack.digest) or Weighed(stack=stack, clients=0, traffic=0.0)
        chosen.setdefault(stack.digest, _choice(live, why, reason))
    return chosen


def _choice(weighed: Weighed, why: Why, reason: str) -> Choice:
    return Choice(
        stack=weighed.stack,
        why=why,
        reason=reason,
        clients=weighed.clients,
        traffic=weighed.traffic,
    )


def _add_top(chosen: dict[str, Choice], stacks: Sequence[Weighed], slots: int) -> None:
    total = sum(w.traffic for w in stacks)
    fresh = [(n, w) for n, w in enumerate(stacks, 1) if w.stack.digest not in chosen]
    for rank, w in fresh[: max(0, slots)]:
        part = f", {w.traffic / total:.1%} of traffic" if total else ""
        reason = f"number {rank} by weight: {w.clients} clients{part}"
        chosen[w.stack.digest] = _choice(w, Why.TOP, reason)


def _add_pairs(
    chosen: dict[str, Choice], stacks: Sequence[Weighed], pairs: Pairs, slots: int
) -> None:
    for index, new in greedy(pairs, [w.stack for w in stacks], slots):
        w = stacks[index]
        reason = f"{new} pairs of live versions that nothing before it covers"
        chosen[w.stack.digest] = _choice(w, Why.PAIRS, reason)


def _shares(stacks: Sequence[Weighed], chosen: dict[str, Choice], pairs: Pairs) -> dict[str, float]:
    """exact: the client's very stack runs. plugins: one with the same plugins at any version.
    pairs: the mean share of a client's pairs that run. all_pairs: clients with every pair."""
    sets = {plugin_set(c.stack) for c in chosen.values()}
    rows: dict[str, list[float]] = {"exact": [], "plugins": [], "pairs": [], "all_pairs": []}
    for index, w in enumerate(stacks):
        done, of = pairs.covered(index)
        exact = w.stack.digest in chosen
        rows["exact"].append(float(exact))
        rows["plugins"].append(float(exact or plugin_set(w.stack) in sets))
        rows["pairs"].append(done / of if of else float(exact))
        rows["all_pairs"].append(float(done == of if of else exact))
    shares = {}
    for name, values in rows.items():
        shares[f"clients_{name}"] = _mean(values, [float(w.clients) for w in stacks])
        shares[f"traffic_{name}"] = _mean(values, [w.traffic for w in stacks])
    return shares


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(weights)
    if not total:
        return 0.0
    return min(1.0, sum(v * w for v, w in zip(values, weights, strict=True)) / total)
