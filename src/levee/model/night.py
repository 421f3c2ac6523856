"""What does one Night run, why each stack, and what came of it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from levee.model.run import Run
from levee.model.stack import Stack


class Why(StrEnum):
    CANARY = "canary"  #: planted; must go red or the Night is void
    MUST = "must"  #: an open work item's Interaction, or pinned by a person
    TOP = "top"  #: among the fewest stacks that match the most active weight
    PAIRS = "pairs"  #: has component-version pairs of live clients that nothing else covers


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One stack of a plan, with its reason in words and the weight it answers for."""

    stack: Stack
    why: Why
    reason: str
    clients: int = 0
    traffic: float = 0.0
    times: int = 1  #: how often this Night runs it


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a Night runs. Shares are of active clients and traffic, between 0 and 1."""

    choices: tuple[Choice, ...]
    shares: Mapping[str, float]  #: clients_exact, traffic_exact, clients_pairs, traffic_pairs
    aa: Stack | None = None  #: known to pass; run ``aa_times`` more to measure the lab itself
    aa_times: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NightResult:
    """A Night that ended: its Runs, and whether it counts. A void Night proves nothing."""

    day: date
    suite: str
    void: bool
    reason: str
    runs: tuple[Run, ...]
