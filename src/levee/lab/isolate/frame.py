"""How do deltas, which people name, become numbers, which masks hold?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from levee.lab.isolate.belief import Terms
from levee.lab.isolate.masks import closed
from levee.lab.isolate.prior import Prior, symmetric
from levee.model.delta import Delta

type Needs = Mapping[Delta, Iterable[Delta]]
"""What must be there too before a set with this delta can be built."""

LARGEST = 16
"""Sizes for which weights are summed; larger sets are one lump."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The deltas in order, what each needs (closures) and what needs each (dependants)."""

    deltas: tuple[Delta, ...]
    closures: tuple[int, ...]
    dependants: tuple[int, ...]
    numbers: Mapping[Delta, int] = field(repr=False)

    @property
    def everything(self) -> int:
        return (1 << len(self.deltas)) - 1

    def mask(self, deltas: Iterable[Delta]) -> int:
        """Deltas that are not in this frame are a KeyError."""
        return sum(1 << self.numbers[d] for d in set(deltas))

    def named(self, mask: int) -> tuple[Delta, ...]:
        return tuple(d for i, d in enumerate(self.deltas) if mask >> i & 1)


def frame(deltas: Sequence[Delta], needs: Needs) -> Frame:
    """Number the deltas; needs are followed to their end, those outside ``deltas`` are met."""
    order = tuple(dict.fromkeys(deltas))
    numbers = {d: i for i, d in enumerate(order)}
    direct = [_mask([d, *needs.get(d, ())], numbers) for d in order]
    closures = tuple(_to_the_end(mask, tuple(direct)) for mask in direct)
    dependants = tuple(
        sum(1 << j for j, closure in enumerate(closures) if closure >> i & 1)
        for i in range(len(order))
    )
    return Frame(deltas=order, closures=closures, dependants=dependants, numbers=numbers)


def _mask(deltas: Iterable[Delta], numbers: Mapping[Delta, int]) -> int:
    return sum({1 << numbers[d] for d in deltas if d in numbers})


def _to_the_end(mask: int, direct: tuple[int, ...]) -> int:
    while (more := closed(mask, direct)) != mask:
        mask = more
    return mask


def terms(shape: Frame, prior: Prior) -> Terms:
    """The prior in numbers."""
    n = len(shape.deltas)
    levels = tuple(prior.level(d) for d in shape.deltas)
    sums = symmetric([2.0**level for level in levels], min(n, LARGEST))
    return Terms(
        n=n,
        chance=prior.chance,
        sizes=tuple(prior.size(k) for k in range(n + 1)),
        sums=(*sums, *([sums[-1] or 1.0] * (n - len(sums) + 1))),
        levels=levels,
        closures=shape.closures,
    )
