"""What should be asked next to find the smallest failing set, and what is known already?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random

from levee.lab.isolate.chance import passes_to_exclude
from levee.lab.isolate.choose import Choice, Guide, Scale, best
from levee.lab.isolate.facts import Fact, Facts
from levee.lab.isolate.frame import Frame, Needs, frame, terms
from levee.lab.isolate.masks import members
from levee.lab.isolate.narrow import Unknown, walk
from levee.lab.isolate.prior import Prior
from levee.lab.isolate.unbuilt import unbuilt as find_unbuilt
from levee.lab.isolate.view import View, look
from levee.lab.isolate.words import Answer, Question, Status, Why
from levee.model.delta import Delta
from levee.model.interaction import Interaction

FAINT = 0.1
"""A failure of BAD below this probability may be taken for none."""

MOST_PASSES = 200
"""Never more passes than this to take one set for passing."""


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
        self._view = look(self.terms, self.facts, self.known)

    # -- what is asked

    @property
    def status(self) -> Status:
        """Where the search stands; questions come only while it is SEARCHING."""
        return self._ended() or (Status.SEARCHING if self._asks(1) else Status.FOUND)

    def next_questions(self, slots: int = 1) -> tuple[Question, ...]:
        """Up to ``slots`` questions to be judged side by side; none when the search is over."""
        asks = () if self._ended() else self._asks(slots)
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
            self._view = self._view.passed(fact.mask)
        if answer is Answer.FAILS or self._view.dead or self.facts.hopeless(fact.mask):
            self._view = look(self.terms, self.facts, self.known)

    @property
    def left(self) -> int:
        """How many sets can still be the failing one."""
        return self._view.left

    @property
    def trusting(self) -> bool:
        """Is every answer final?"""
        return self.terms.chance.trusts

    def _ended(self) -> Status | None:
        """Do GOOD and BAD end the search before it began?"""
        empty, full = 0, self.frame.everything
        if self.facts.fails(empty):
            return Status.GOOD_FAILS
        if self.facts.hopeless(empty) or self.facts.hopeless(full):
            return Status.UNANSWERED
        if self.facts.passes(full) >= (self._passes_of_bad() if full else 1):
            return Status.BAD_PASSES
        return None

    def _passes_of_bad(self) -> int:
        return 1 if self.trusting else passes_to_exclude(FAINT, self.limits.alpha)

    def _asks(self, slots: int) -> tuple[Ask, ...]:
        if broke := self.facts.broke():
            return tuple(Ask(mask, Why.AGAIN) for mask in broke[:slots])
        ends = tuple(self._ends())[:slots]
        if ends and slots > len(ends):
            return (*ends, *self._splits(slots - len(ends)))
        return ends or self._search(slots)

    def _ends(self) -> Iterator[Ask]:
        full = self.frame.everything
        if not self.facts.judged(0):
            yield Ask(0, Why.GOOD)
        failed = any(self.facts.masks(Answer.FAILS))
        if not self.facts.judged(full) or not failed:
            yield Ask(full, Why.BAD)

    def _search(self, slots: int) -> tuple[Ask, ...]:
        if self._view.dead:
            return self._narrows()
        claim = self._view.claim(self.limits.alpha)
        if claim is None:
            return self._splits(slots) or self._narrows()
        if self.facts.hopeless(claim):
            return self._narrows()
        return self._verifies(claim, slots)

    def _verifies(self, claim: int, slots: int) -> tuple[Ask, ...]:
        checks = [a for a in self._unverified(claim) if not self.facts.hopeless(a.mask)]
        return tuple(checks[:slots] if self.trusting else islice(cycle(checks), slots))

    def _unverified(self, claim: int) -> Iterator[Ask]:
        if not self.facts.fails(claim):
            yield Ask(claim, Why.FAILS)
        for i in members(claim):
            without = claim & ~self.frame.dependants[i]
            if not self.facts.passes(without):
                yield Ask(without, Why.WITHOUT)

    def _splits(self, slots: int) -> tuple[Ask, ...]:
        """Questions that split best; with noise each supposes that those before it passed."""
        view, asks = self._view, list[Ask]()
        for slot in range(0 if view.dead else slots):
            choice = self._split(view, slot, {a.mask for a in asks})
            if choice.bits > 0:
                asks.append(Ask(choice.mask, Why.SPLIT, choice.bits))
                view = view if self.trusting else view.passed(choice.mask)
        return tuple(asks)

    def _split(self, view: View, slot: int, taken: set[int]) -> Choice:
        random = Random(f"{self.seed}/{len(self.facts.told)}/{slot}")  # noqa: S311 - by seed
        unbuilt = find_unbuilt(self.facts, self.terms.n, self.known)

        def answered(mask: int) -> float:
            done = self.trusting and (self.facts.judged(mask) or mask in taken)
            return 0.0 if done or self.facts.hopeless(mask) else unbuilt.chance(mask)

        dependants = self.frame.dependants
        guide = Guide(dependants, unbuilt.suspected(dependants), answered)
        return best(Scale(view.belief, view.weights), random, guide)

    def _narrows(self) -> tuple[Ask, ...]:
        try:
            self._walked()
        except Unknown as unknown:
            return (Ask(unknown.mask, Why.NARROW),)
        return ()

    def _walked(self) -> int:
        smallest = self.facts.smallest(self.frame.everything)
        return walk(smallest, self._settled, self.frame, self.seed)

    def _settled(self, mask: int) -> bool | None:
        if self.facts.fails(mask):
            return True
        if mask == 0:
            return False
        if self.facts.hopeless(mask):
            return None
        if self.facts.passes(mask) >= self._enough():
            return False
        raise Unknown(mask)

    def _enough(self) -> int:
        """Passes of one set that count as `it does not fail`."""
        if self.trusting:
            return 1
        smallest = self.facts.smallest(self.frame.everything)
        p = max(0.02, self.terms.chance.next_fails(*self._tally(smallest)))
        return min(MOST_PASSES, passes_to_exclude(p, self.limits.alpha / 4))

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
            confidence=1.0 if self.trusting else round(self._view.mass(mask), 4),
            seed=self.seed,
        )

    def _best(self) -> int:
        claim = self._view.claim(self.limits.alpha)
        fails = claim is not None and self.facts.fails(claim)
        return claim if claim and fails else self.facts.smallest(self.frame.everything)

    def _tally(self, mask: int) -> tuple[int, int]:
        """(failures, passes) over all runs of sets that contain the mask."""
        return self.facts.above(mask, Answer.FAILS), self.facts.above(mask, Answer.PASSES)

    def _p(self, mask: int) -> float:
        fails, passes = self._tally(mask)
        return round(fails / (fails + passes), 3) if fails else 0.0
