"""What has been answered so far, and what does it settle?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from levee.lab.isolate.words import Answer

AGAIN = 10
"""How often a set that must be judged is asked in all while it stays unresolved."""

RETRIES = 3
"""How often a set is asked in all while the judge falls over on it."""

LOST = (Answer.UNRESOLVED, Answer.BROKEN, Answer.IMPOSSIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One answered question: the mask of deltas, the answer, and in which round it was asked."""

    mask: int
    answer: Answer
    round: int = 0


@dataclass(slots=True)
class Facts:
    """Every answer, in order. Nothing is forgotten; counts are per set and answer."""

    told: list[Fact] = field(default_factory=list)
    _counts: Counter[tuple[int, Answer]] = field(default_factory=Counter)

    def add(self, fact: Fact) -> None:
        self.told.append(fact)
        self._counts[fact.mask, fact.answer] += 1

    def count(self, mask: int, answer: Answer) -> int:
        return self._counts[mask, answer]

    def fails(self, mask: int) -> bool:
        """Was this very set seen failing? Once is proof that it can."""
        return self.count(mask, Answer.FAILS) > 0

    def passes(self, mask: int) -> int:
        """How often this very set passed, if it never failed."""
        return 0 if self.fails(mask) else self.count(mask, Answer.PASSES)

    def impossible(self, mask: int) -> bool:
        """Is it settled that this set cannot be built?"""
        return self.count(mask, Answer.IMPOSSIBLE) > 0

    def judged(self, mask: int) -> bool:
        return self.fails(mask) or self.count(mask, Answer.PASSES) > 0

    def lost(self, mask: int) -> int:
        """How often this set could not be judged."""
        return sum(self.count(mask, answer) for answer in LOST)

    def hopeless(self, mask: int) -> bool:
        """Was it asked often enough, and never judged?"""
        tries = self.count(mask, Answer.UNRESOLVED)
        broken = self.count(mask, Answer.BROKEN) >= RETRIES
        return not self.judged(mask) and (self.impossible(mask) or broken or tries >= AGAIN)

    def broke(self) -> list[int]:
        """Sets on which the judge fell over, and that may be asked again."""
        masks = self.distinct(Answer.BROKEN)
        return sorted(m for m in masks if not self.judged(m) and not self.hopeless(m))

    def masks_told(self) -> set[int]:
        return {fact.mask for fact in self.told}

    def masks(self, answer: Answer) -> Iterator[int]:
        """The masks with this answer, repeated as often as it was given."""
        return (fact.mask for fact in self.told if fact.answer is answer)

    def above(self, mask: int, answer: Answer) -> int:
        """How many runs of sets that contain the mask were answered so."""
        return sum(mask & ~other == 0 for other in self.masks(answer))

    def common(self, everything: int) -> int:
        """What all failing sets have in common."""
        for mask in self.distinct(Answer.FAILS):
            everything &= mask
        return everything

    def smallest(self, everything: int) -> int:
        """The smallest set that was seen failing."""
        failing = self.distinct(Answer.FAILS) | {everything}
        return min(failing, key=lambda mask: (mask.bit_count(), mask))

    def distinct(self, *answers: Answer) -> set[int]:
        return {fact.mask for fact in self.told if fact.answer in answers}

    @property
    def unresolved(self) -> int:
        return sum(fact.answer in LOST for fact in self.told)
