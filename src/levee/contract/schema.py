"""Which sections and keys does a contract have, and what may each hold?"""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from levee.contract.durations import DurationText, InstantText, RungText, TargetText
from levee.model.moment import parse

UNKNOWN = "unknown"  #: every dimension takes it; the support lead clears it up
Severity = Annotated[int, Field(ge=1, le=4)]
Channel = Literal["mail", "page"]
Values = Annotated[list[str], Field(min_length=1)]

#: What a stream may require of a submission.
FIELDS = frozenset(
    ("partner", "client", "title", "description", "reported_at", "affected_user",
     "affected_screen", "environment", "traffic_profile", "reproduction_steps", "impact",
     "attachments", "stack", "stack.host", "stack.runtime", "stack.plugin", "stack.dependency",
     "stack.settings")
)  # fmt: skip


class Section(BaseModel):
    """Strict and frozen: an unknown key is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Product(Section):
    """What the vendor sells: how a component's role is told where a list does not say it."""

    ecosystem: Literal["pypi", "npm", "wordpress"]
    host: str
    runtime: str
    plugins: list[str]  #: package URL patterns


class Person(Section):
    name: str
    mail: str
    zone: str = "UTC"


class Override(Section):
    """Somebody else holds the role in [from, to), whoever's turn it is."""

    begins: InstantText = Field(alias="from")
    ends: InstantText = Field(alias="to")
    person: str

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until <= self.since:
            raise ValueError("ends before it begins")
        return self

    @property
    def since(self) -> datetime:
        return parse(self.begins)

    @property
    def until(self) -> datetime:
        return parse(self.ends)


class Role(Section):
    """Who answers for something: people who take turns by the week, first one first."""

    people: list[str] = Field(min_length=1)
    rotation: Literal["weekly", "none"] = "none"
    since: str = "2026-01-05"  #: the day on which the first of them begins
    overrides: list[Override] = []
    title: str = ""


class RungSpec(Section):
    at: RungText
    tell: str
    by: Channel = "mail"


class ClockSpec(Section):
    """One promise: from which Events it starts, which keep it, what pauses it."""

    title: str
    target: TargetText
    calendar: str
    starts: list[str] = Field(min_length=1)
    stops: list[str] = Field(min_length=1)
    severities: list[Severity] = [1, 2, 3, 4]
    pauses: list[Literal["pended"]] = []
    reopen: Literal["resume", "restart", "new"] = "resume"
    owner: str = ""
    rungs: list[RungSpec] = []


class Pend(Section):
    """How long an incomplete ticket waits for its gaps, and which technician helps meanwhile."""

    wait: DurationText
    role: str


class Stream(Section):
    title: str
    opening_level: Literal["L1", "L2", "L3"]
    owner: str
    required: list[str]
    pend: Pend
    clocks: list[str]
    board: bool = False
    labels: list[str] = []


class Level(Section):
    title: str
    role: str
    resolves: list[str]
    escalates_when: list[str]


class SeverityRule(Section):
    """First match wins. A dimension that is not named may have any value."""

    when: dict[str, list[str]] = {}
    severity: Severity
    why: str


class SeverityRules(Section):
    dimensions: dict[str, Values]  #: name -> values, mildest first
    rules: list[SeverityRule] = Field(min_length=1)
    priority: dict[Severity, Literal["P0", "P1", "P2"]]
    unclear_to: str


class Route(Section):
    """Which evidence leads to which party, who holds the duty, and what is sent."""

    when: dict[str, list[str]]
    route: Literal["hosting", "provider", "marketplace", "plugin_support", "internal"]
    duty: str
    send: list[str]


class Holder(Section):
    role: str
    deputy: str


class Escalation(Section):
    duties: list[str]
    matrix: dict[Severity, dict[str, Holder]]


class Cadence(Section):
    every: DurationText
    second_person: bool = False


class Redaction(Section):
    replace: list[str]
    open_sealed: list[str]


class Certification(Section):
    nights: Annotated[int, Field(ge=1, le=365)]
    repeats: Annotated[int, Field(ge=1, le=100)]
    reviewer: str
    expires_after_days: Annotated[int, Field(ge=1)]


class Lab(Section):
    """What the nights choose from and how much they may run."""

    stacks_per_night: Annotated[int, Field(ge=1)]
    active_days: Annotated[int, Field(ge=1)]
    target_share: Annotated[float, Field(ge=0, le=1)]
    isolation_budget: Annotated[int, Field(ge=2)]
    verify_top: Annotated[int, Field(ge=0)]
    baseline_tries: Annotated[int, Field(ge=1)]
    canary: dict[str, Any]


class ReleaseChannel(Section):
    title: str
    window: str  #: the calendar in which it may be moved
    steps: list[Annotated[float, Field(gt=0, le=1)]]


class Repair(Section):
    """Which severities are worth a hotfix, who owns what, and what helps until a fix ships."""

    hotfix_severities: list[Severity]
    owner: str
    target_clock: str
    label: str
    mitigation: str
    acceptance: list[str]


class ContractFile(Section):
    version: Literal[1]
    company: str
    product: Product
    calendars: dict[str, dict[str, Any]]
    people: dict[str, Person]
    roles: dict[str, Role]
    support_lead: str
    tiers: dict[str, str]
    streams: Annotated[dict[str, Stream], Field(min_length=1)]
    levels: dict[Literal["L1", "L2", "L3"], Level]
    clocks: dict[str, ClockSpec]
    severity: SeverityRules
    routing: list[Route]
    escalation: Escalation
    updates: dict[Severity, Cadence]
    redaction: Redaction
    lab: Lab
    certification: Certification
    channels: dict[str, ReleaseChannel]
    repair: Repair
