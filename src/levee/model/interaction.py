"""Which smallest set of deltas makes a suite fail, and how sure are we?"""

from dataclasses import dataclass
from typing import Any

from levee.model.delta import Delta


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """A smallest failing set. ``minimal`` and ``verified`` are claims that were tried.

    ``p`` is the estimated probability that the failure shows in one run, ``confidence``
    the probability that the answer is right (both 1.0 where answers are trusted).
    """

    deltas: tuple[Delta, ...]
    minimal: bool
    verified: bool
    runs: int
    rounds: int
    unresolved: int
    p: float
    confidence: float
    seed: int

    def to_json(self) -> dict[str, Any]:
        return {
            "interaction": [d.to_json() for d in self.deltas],
            "minimal": self.minimal,
            "verified": self.verified,
            "runs": self.runs,
            "rounds": self.rounds,
            "unresolved": self.unresolved,
            "p": self.p,
            "confidence": self.confidence,
            "seed": self.seed,
        }
