"""How does one ticket stand to another?"""

from enum import StrEnum


class Relation(StrEnum):
    """Each has its inverse on the other ticket."""

    RELATED = "related"  #: have something in common
    BLOCKS = "blocks"  #: the other one waits for this one
    BLOCKED_BY = "blocked by"  #: this one waits for the other one
    CAUSES = "causes"  #: the other one comes from this one
    CAUSED_BY = "caused by"  #: this one comes from the other one
    SPLIT_INTO = "split into"  #: the other one was a part of this one
    SPLIT_FROM = "split from"  #: this one was a part of the other one

    @property
    def inverse(self) -> "Relation":
        return _INVERSE.get(self, self)


_PAIRS = (
    (Relation.BLOCKS, Relation.BLOCKED_BY),
    (Relation.CAUSES, Relation.CAUSED_BY),
    (Relation.SPLIT_INTO, Relation.SPLIT_FROM),
)
_INVERSE = dict(_PAIRS) | {b: a for a, b in _PAIRS}
