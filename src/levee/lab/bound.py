"""How often may something fail at most, after so many tries of which so many failed?"""

from math import exp, lgamma, log

_HALVINGS = 50  #: of [0, 1]: as far as a float can tell


def bound(passes: int, confidence: float = 0.95) -> float:
    """With that confidence a Run fails less often than this, after ``passes`` and no red.

    The p at which (1 - p) ** passes = 1 - confidence: 45 % after 5 passes, 9.5 % after 30.
    It holds for Runs that are independent and alike; 1.0 when nothing passed.
    """
    return 1.0 - (1.0 - confidence) ** (1.0 / passes) if passes > 0 else 1.0


def upper(failures: int, tries: int, confidence: float = 0.95) -> float:
    """The same where some failed (Clopper and Pearson, one-sided): the p at which so few
    failures or fewer have the chance 1 - confidence. Without failures it is ``bound``."""
    if not 0 <= failures <= tries:
        raise ValueError(f"{failures} of {tries} tries cannot have failed")
    if failures == tries:
        return 1.0
    if failures == 0:
        return bound(tries, confidence)
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _at_most(failures, tries, middle) > 1.0 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(failures: int, tries: int, p: float) -> float:
    """The chance of so many failures or fewer."""
    return sum(exp(_log_chance(k, tries, p)) for k in range(failures + 1))


def _log_chance(k: int, tries: int, p: float) -> float:
    ways = lgamma(tries + 1) - lgamma(k + 1) - lgamma(tries - k + 1)
    return ways + k * log(p) + (tries - k) * log(1.0 - p)
