"""How does one page read the store without asking for the same thing twice?"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from levee.contract.load import Contract
from levee.model.certificate import Said
from levee.model.event import Event
from levee.model.night import NightResult
from levee.model.suite import Suite
from levee.site.hands import LeveeHands, Silent, StoreDesk, StoreLab
from levee.store import ledger


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
    """Reads Nights, and what people said, once; each Stack's standing asks for them again."""

    @cached_property
    def _nights(self) -> dict[tuple[str, str], tuple[NightResult, ...]]:
        return {}

    @cached_property
    def _said(self) -> tuple[Said, ...]:
        return super().said()

    def said(self) -> tuple[Said, ...]:
        return self._said

    def nights(self, suite: Suite, stack: str = "") -> tuple[NightResult, ...]:
        if (suite.digest, stack) not in self._nights:
            self._nights[suite.digest, stack] = super().nights(suite, stack)
        return self._nights[suite.digest, stack]


class GlancingLedger(ModuleType):
    """The ledger, which answers the same question about one subject once."""

    def __init__(self) -> None:
        super().__init__(ledger.__name__)
        self._told: dict[tuple[str, int], tuple[Event, ...]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(ledger, name)

    def events(self, subject: str, after: int = 0) -> tuple[Event, ...]:
        if (subject, after) not in self._told:
            self._told[subject, after] = ledger.events(subject, after)
        return self._told[subject, after]


@dataclass(frozen=True)
class Glance(LeveeHands):
    @cached_property
    def _ledger(self) -> ModuleType:
        return GlancingLedger()

    @property
    def ledger(self) -> ModuleType:
        return self._ledger


def glance(data: Path) -> LeveeHands:
    """Hands for one page; they are thrown away with it."""
    return Glance(desk=GlancingDesk(data), lab=GlancingLab(data, ""), voice=Silent())
