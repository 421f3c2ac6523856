"""What do the answers so far make likely, and which set can be claimed?"""

from collections.abc import Sequence
from dataclasses import dataclass

from levee.lab.isolate.belief import Belief, Terms, Weights
from levee.lab.isolate.choose import likeliest
from levee.lab.isolate.facts import Facts
from levee.lab.isolate.words import Answer

TRYING = 0.2
"""Where answers are trusted, a set this far from certain is verified: that settles it as well."""


@dataclass(frozen=True, slots=True)
class View:
    """A belief with its weights."""

    belief: Belief
    weights: Weights

    @property
    def dead(self) -> bool:
        """Does no counted set explain the answers (better than the lump of larger ones)?"""
        return self.weights.total <= 0.0 or self.weights.big > 0.5

    @property
    def left(self) -> int:
        """How many sets can still be the failing one."""
        return sum(s.bits.bit_count() for s in self.belief.strata)

    def claim(self, alpha: float) -> int | None:
        """The likeliest set, if it is likely enough."""
        rows, trusts = self.weights.rows, self.belief.terms.chance.trusts
        if self.dead or not rows or rows[0].each < 1 - (TRYING if trusts else alpha):
            return None
        return likeliest(self.belief, rows, 1)[0]

    def mass(self, mask: int) -> float:
        """The weight of this set, if it is the likeliest."""
        rows = () if self.dead else self.weights.rows
        same = rows and likeliest(self.belief, rows, 1)[0] == mask
        return rows[0].each if same else 0.0

    def passed(self, mask: int) -> "View":
        """The view after one more run of the mask that passed."""
        belief = self.belief.supposing(mask)
        return View(belief, belief.weigh())


def look(terms: Terms, facts: Facts, known: Sequence[int]) -> View:
    """Believe all failures at once; if no set explains them, only the smallest failing one.

    With two failures in one BAD the sets seen failing may have no member in common; inside the
    smallest of them there is still an answer.
    """
    everything = (1 << terms.n) - 1
    view = _inside(facts.common(everything), terms, facts, known)
    return _inside(facts.smallest(everything), terms, facts, known) if view.dead else view


def _inside(universe: int, terms: Terms, facts: Facts, known: Sequence[int]) -> View:
    passes = [*known, *facts.masks(Answer.PASSES)]
    belief = Belief(universe, terms, facts.above(universe, Answer.FAILS), passes)
    for mask in facts.masks_told():
        if facts.hopeless(mask):
            belief.never(mask)
    return View(belief, belief.weigh())
