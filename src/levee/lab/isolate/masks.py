"""How are sets of delta numbers held in one integer?"""

from collections.abc import Iterator


def members(mask: int) -> Iterator[int]:
    """The delta numbers in a mask, rising."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def closed(mask: int, closures: tuple[int, ...]) -> int:
    """The mask with all that its members need."""
    for i in members(mask):
        mask |= closures[i]
    return mask


def union(masks: list[int]) -> int:
    """Everything in any of them."""
    total = 0
    for mask in masks:
        total |= mask
    return total
