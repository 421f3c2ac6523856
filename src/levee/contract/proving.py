"""How are fixes proven and released: nights, certificates, channels, repair?"""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from levee.contract.durations import DurationText
from levee.contract.section import Section

Severity = Annotated[int, Field(ge=1, le=4)]


class Temporary(Section):
    """How many of the heaviest stacks may be granted a temporary certificate, and for how long."""

    stacks: Annotated[int, Field(ge=0)]
    days: Annotated[int, Field(ge=1, le=365)]


class Programme(Section):
    """The channel whose rollout window an admitted stack gets; what one partner may have open."""

    channel: str
    applications: Annotated[int, Field(ge=1)]


class Certification(Section):
    nights: Annotated[int, Field(ge=1, le=365)]
    repeats: Annotated[int, Field(ge=1, le=100)]
    aa_repeats: Annotated[int, Field(ge=0, le=100)] = 0
    reviewer: str
    expires_after_days: Annotated[int, Field(ge=1)]
    key_days: Annotated[int, Field(ge=1, le=3653)] = 365
    temporary: Temporary | None = None  #: none: no Stack is granted one
    programme: Programme | None = None  #: none: partners cannot apply


class NightTime(Section):
    """When the Night of each date begins, by whose clock."""

    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    zone: str


class Lab(Section):
    """What the nights choose from and how much they may run."""

    stacks_per_night: Annotated[int, Field(ge=1)]
    active_days: Annotated[int, Field(ge=1)]
    target_share: Annotated[float, Field(ge=0, le=1)]
    isolation_budget: Annotated[int, Field(ge=2)]
    isolation_causes: Annotated[int, Field(ge=1)] = 3
    verify_top: Annotated[int, Field(ge=0)]
    baseline_tries: Annotated[int, Field(ge=1)]
    night: NightTime | None = None  #: None: Nights are run by hand only
    keep_days: Annotated[int, Field(ge=1)] = 90  #: how long the folder of a Run is kept
    heartbeat_ahead: DurationText = "10m"  #: how far a client's clock may run ahead of ours
    canary: dict[str, Any]


class ReleaseChannel(Section):
    title: str
    window: str  #: the calendar in which it may be moved
    steps: Annotated[list[Annotated[float, Field(gt=0, le=1)]], Field(min_length=1)]
    soak: DurationText = "0h"  #: how long a step lasts before the next
    mover: str = ""  #: the role that moves it; empty: the support lead
    declared: bool = False  #: are only releases taken whose plugins keep what they declare?
    manifest_days: Annotated[int, Field(ge=1)] = 7  #: how long updaters may rely on a manifest

    @model_validator(mode="after")
    def _to_everybody(self) -> Self:
        if sorted(set(self.steps)) != self.steps or self.steps[-1] != 1.0:
            raise ValueError("steps rise to 1.0, everybody")
        return self


class Repair(Section):
    """Which severities are worth a hotfix, who owns what, and what helps until a fix ships."""

    hotfix_severities: list[Severity]
    owner: str
    target_clock: str
    knowledge_clock: str = ""  #: of articles and configuration scripts; empty: as the others
    label: str
    mitigation: str
    acceptance: list[str]
