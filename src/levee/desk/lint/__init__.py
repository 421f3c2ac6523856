"""Is the contract without holes? Proved over all combinations and all instants, not sampled."""

from levee.desk.lint.prove import HORIZON, Proof, prove

__all__ = ["HORIZON", "Proof", "prove"]
