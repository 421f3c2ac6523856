"""How does one page read the store without asking for the same thing twice?"""

from functools import cached_property
from pathlib import Path

from levee.contract.load import Contract
from levee.model.certificate import Grant, Review
from levee.model.night import NightResult
from levee.model.suite import Suite
from levee.site.hands import LeveeHands, Silent, StoreDesk, StoreLab


class GlancingDesk(StoreDesk):
    """Reads each version of the contract once."""

    @cached_property
    def _contracts(self) -> dict[str, Contract]:
        return {}

    def contract(self, digest: str = "") -> Contract:
        if digest not in self._contracts:
            self._contracts[digest] = super().contract(digest)
        return self._contracts[digest]


class GlancingLab(StoreLab):
    """Reads Nights and reviews once; they are asked for again for each Stack's standing."""

    @cached_property
    def _nights(self) -> dict[str, tuple[NightResult, ...]]:
        return {}

    @cached_property
    def _reviews(self) -> tuple[Review, ...]:
        return super().reviews()

    @cached_property
    def _grants(self) -> tuple[Grant, ...]:
        return super().grants()

    def grants(self) -> tuple[Grant, ...]:
        return self._grants

    def nights(self, suite: Suite) -> tuple[NightResult, ...]:
        if suite.digest not in self._nights:
            self._nights[suite.digest] = super().nights(suite)
        return self._nights[suite.digest]

    def reviews(self) -> tuple[Review, ...]:
        return self._reviews


def glance(data: Path) -> LeveeHands:
    """Hands for one page; they are thrown away with it."""
    return LeveeHands(desk=GlancingDesk(data), lab=GlancingLab(data, ""), voice=Silent())
