"""What should be asked next to find the smallest failing set, and what is known already?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from levee.lab.isolate.belief import Belief, Weights
from levee.lab.isolate.chance import passes_to_exclude
from levee.lab.isolate.choose import Choice, Scale, best, likeliest, members
from levee.lab.isolate.facts import Fact, Facts
from levee.lab.isolate.frame import Frame, Needs, frame, terms
from levee.lab.isolate.narrow import Unknown, walk
from levee.lab.isolate.prior import Prior
from levee.lab.isolate.words import Answer, Question, Status, Why
from levee.model.delta import Delta
from levee.model.interaction import Interaction

FAINT = 0.1
"""A failure of BAD below this probability may be taken for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How sure to be, and what cannot be built without what."""

    alpha: float = 0.01
    needs: Needs = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """A mask to be judged, and why."""

    mask: int
    why: Why
    bits: float = 0.0


class Search:
    """Ask ``next_questions``, ``tell`` each answer, until there are no questions.

    The state is a fold over the answers: told the same facts in the same order, a search with
    the same seed asks the same next questions, so a killed one is resumed by telling it what
    was written down. ``interaction`` is the best so far at any moment.
    """

    def __init__(
        self, deltas: Sequence[Delta], prior: Prior, seed: int, limits: Limits | None = None
    ) -> None:
        self.limits = limits or Limits()
        self.frame: Frame = frame(deltas, self.limits.needs)
        self.terms = terms(self.frame, prior)
        self.seed = seed
        self.facts = Facts()
        self.rounds = 0
        self.known = tuple(self.frame.mask(s & set(self.frame.deltas)) for s in prior.passed)
        self._view = self._look()

    # -- what is asked

    @property
    def status(self) -> Status:
        """Where the search stands; questions come only while it is SEARCHING."""
        return self._settled_ends() or (Status.SEARCHING if self._asks(1) else Status.FOUND)

    def next_questions(self, slots: int = 1) -> tuple[Question, ...]:
        """Up to ``slots`` questions to be judged side by side; none when the search is over."""
        asks = () if self._settled_ends() else self._asks(slots)
        self.rounds += bool(asks)
        return tuple(
            Question(deltas=frozenset(self.frame.named(a.mask)), why=a.why, bits=a.bits)
            for a in asks
        )

    def tell(self, deltas: Iterable[Delta], answer: Answer, round: int = 0) -> None:
        """Take one answer, asked for or remembered from before."""
        fact = Fact(mask=self.frame.mask(deltas), answer=answer, round=round or self.rounds)
        self.rounds = max(self.rounds, fact.round)
        self.facts.add(fact)
        if answer is Answer.PASSES and not self._view.dead:
            self._view.belief.passed(fact.mask)
            self._view = View(self._view.belief, self._view.belief.weigh())
        if answer is Answer.FAILS or self._view.dead:
            self._view = self._look()

    @property
    def left(self) -> int:
        """How many sets can still be the failing one."""
        return sum(s.bits.bit_count() for s in self._view.belief.strata)

    def _settled_ends(self) -> Status | None:
        """Do GOOD and BAD end the search before it began?"""
        empty, full = 0, self.frame.everything
        if self.facts.fails(empty):
            return Status.GOOD_FAILS
        if self.facts.hopeless(empty) or self.facts.hopeless(full):
            return Status.UNANSWERED
        if self.facts.passes(full) >= self._passes_of_bad():
            return Status.BAD_PASSES
        return None

    def _passes_of_bad(self) -> int:
        return 1 if self.trusting else passes_to_exclude(FAINT, self.limits.alpha)

    @property
    def trusting(self) -> bool:
        return self.terms.chance.trusts

    def _asks(self, slots: int) -> tuple[Ask, ...]:
        ends = self._ask_ends(slots)
        if ends:
            return ends
        if self._view.dead:
            return self._ask_walk(slots)
        claim = self._view.claim(self.limits.alpha)
        if claim is None:
            return self._ask_splits(slots)
        checks = tuple(self._unverified(claim))
        if any(self.facts.hopeless(ask.mask) for ask in checks[:1] if ask.why is Why.FAILS):
            return self._ask_walk(slots)
        return tuple(a for a in checks if not self.facts.hopeless(a.mask))[:slots]

    def _ask_ends(self, slots: int) -> tuple[Ask, ...]:
        asks = []
        if not self.facts.judged(0):
            asks.append(Ask(0, Why.GOOD))
        if not self.facts.fails(self.frame.everything):
            asks.append(Ask(self.frame.everything, Why.BAD))
        return tuple(asks[:slots])

    def _ask_splits(self, slots: int) -> tuple[Ask, ...]:
        scale = Scale(self._view.belief, self._view.weights)
        asks: list[Ask] = []
        for slot in range(slots):
            choice = self._split(scale, slot, {a.mask for a in asks})
            if choice.bits > 0:
                asks.append(Ask(choice.mask, Why.SPLIT, choice.bits))
        return tuple(asks) or self._ask_walk(slots)

    def _split(self, scale: Scale, slot: int, taken: set[int]) -> Choice:
        key = f"{self.seed}/{len(self.facts.told)}/{slot}"
        random = Random(key)  # noqa: S311 - reproducible on purpose

        def tried(mask: int) -> bool:
            lost = self.facts.asked(mask) and not self.facts.judged(mask)
            done = self.trusting and (self.facts.judged(mask) or mask in taken)
            return lost or done

        return best(scale, random, self.frame.dependants, tried)

    def _ask_walk(self, slots: int) -> tuple[Ask, ...]:
        try:
            self._walked()
        except Unknown as unknown:
            return (Ask(unknown.mask, Why.NARROW),)
        return ()

    def _walked(self) -> int:
        return walk(self._smallest(), self._judged, self.frame.dependants, self.seed)

    def _judged(self, mask: int) -> bool | None:
        facts = self.facts
        if facts.fails(mask):
            return True
        if mask == 0:
            return False
        if facts.hopeless(mask):
            return None
        if facts.passes(mask) >= self._enough():
            return False
        raise Unknown(mask)

    def _enough(self) -> int:
        """Passes of one set that count as `it does not fail`."""
        if self.trusting:
            return 1
        p = self.terms.chance.next_fails(*self._tally(self._smallest()))
        return min(200, passes_to_exclude(max(0.02, p), self.limits.alpha / 4))

    def _tally(self, mask: int) -> tuple[int, int]:
        """(failures, passes) over all runs of sets that contain the mask."""
        fails = sum(mask & ~m == 0 for m in self.facts.masks(Answer.FAILS))
        passes = sum(mask & ~m == 0 for m in self.facts.masks(Answer.PASSES))
        return fails, passes

    def _unverified(self, claim: int) -> Iterator[Ask]:
        if not self.facts.fails(claim):
            yield Ask(claim, Why.FAILS)
        for i in members(claim):
            without = claim & ~self.frame.dependants[i]
            if not self.facts.passes(without):
                yield Ask(without, Why.WITHOUT)

    # -- what is believed

    def _look(self) -> "View":
        """Believe all failures at once; if no set explains them, the smallest failing one."""
        view = self._view_of(self._common())
        return self._view_of(self._smallest()) if view.dead else view

    def _view_of(self, universe: int) -> "View":
        fails = sum(universe & ~m == 0 for m in self.facts.masks(Answer.FAILS))
        passes = [*self.known, *self.facts.masks(Answer.PASSES)]
        belief = Belief(universe, self.terms, fails, passes)
        return View(belief, belief.weigh())

    def _common(self) -> int:
        universe = self.frame.everything
        for mask in self.facts.masks(Answer.FAILS):
            universe &= mask
        return universe

    def _smallest(self) -> int:
        failing = self.facts.distinct(Answer.FAILS) | {self.frame.everything}
        return min(failing, key=lambda mask: (mask.bit_count(), mask))

    # -- what is found

    @property
    def interaction(self) -> Interaction:
        """The best so far: a claim that holds, or the smallest set seen failing."""
        mask = self._best()
        checks = [mask & ~self.frame.dependants[i] for i in members(mask)]
        fails = self.facts.fails(mask)
        passes = all(self.facts.passes(m) > 0 for m in checks)
        single = all(self.facts.passes(m) > 0 or self.facts.impossible(m) for m in checks)
        return Interaction(
            deltas=self.frame.named(mask),
            minimal=fails and single,
            verified=fails and passes,
            runs=len(self.facts.told),
            rounds=self.rounds,
            unresolved=self.facts.unresolved,
            p=self._p(mask),
            confidence=self._confidence(mask),
            seed=self.seed,
        )

    def _best(self) -> int:
        claim = None if self._view.dead else self._view.claim(self.limits.alpha)
        return claim if claim is not None and self.facts.fails(claim) else self._smallest()

    def _p(self, mask: int) -> float:
        fails, passes = self._tally(mask)
        return round(fails / (fails + passes), 3) if fails else 0.0

    def _confidence(self, mask: int) -> float:
        return 1.0 if self.trusting else round(self._view.mass(mask), 4)


@dataclass(frozen=True, slots=True)
class View:
    """A belief with its weights."""

    belief: Belief
    weights: Weights

    @property
    def dead(self) -> bool:
        """Does no counted set explain the answers (better than the lump of larger ones)?"""
        return self.weights.total <= 0.0 or self.weights.big > 0.5

    def claim(self, alpha: float) -> int | None:
        """The likeliest set, if it is likely enough."""
        rows = self.weights.rows
        if not rows or rows[0].each < 1 - alpha:
            return None
        return likeliest(self.belief, rows, 1)[0]

    def mass(self, mask: int) -> float:
        """The weight of this set."""
        rows = self.weights.rows
        same = rows and likeliest(self.belief, rows, 1)[0] == mask
        return rows[0].each if same else 0.0
