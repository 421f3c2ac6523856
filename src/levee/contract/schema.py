"""Which sections and keys does a contract have, and what may each hold?"""

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from levee.contract.durations import DurationText, InstantText, RungText, TargetText
from levee.contract.proving import Certification, Lab, ReleaseChannel, Repair, Severity
from levee.contract.section import Section
from levee.contract.talking import IncidentRules, Partner, Playbook, SessionRules
from levee.model.moment import parse

UNKNOWN = "unknown"  #: every dimension takes it; the support lead clears it up
Channel = Literal["mail", "page"]
FeedName = Annotated[str, Field(pattern=r"^$|^(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.ics$")]
Values = Annotated[list[str], Field(min_length=1)]

#: What a stream may require of a submission.
FIELDS = frozenset(
    ("partner", "client", "title", "description", "reported_at", "affected_user",
     "affected_screen", "environment", "traffic_profile", "reproduction_steps", "impact",
     "attachments", "evidence", "stack", "stack.host", "stack.runtime", "stack.plugin",
     "stack.dependency", "stack.settings")
)  # fmt: skip

#: What may be known of an error when it has to be decided whose it is.
EVIDENCE = ("layer", "component", "recent_change", "provider_status")


class Product(Section):
    """What the vendor sells: how a component's role is told where a list does not say it."""

    ecosystem: Literal["pypi", "npm", "wordpress"]
    host: str
    runtime: str
    plugins: list[str]  #: package URL patterns
    titles: dict[str, str] = {}  #: title of a plugin, as Site Health has it -> its package URL


class Person(Section):
    name: str
    mail: str
    zone: str = "UTC"
    hours: str = ""  #: the calendar in which messages may ring; empty: around the clock


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
    """Who answers for something: people who take turns by the week, first one first.

    A feed goes before them, and they hold what it leaves open; an override goes before both.
    """

    people: list[str] = []
    ics: FeedName = ""  #: an iCalendar file beside the contract
    zone: str = ""  #: whose midnight ends a week, and what times without a zone are in
    rotation: Literal["weekly", "none"] = "none"
    since: str = "2026-01-05"  #: the day on which the first of them begins
    overrides: list[Override] = []
    title: str = ""

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.people or self.ics):
            raise ValueError("nobody holds it; name people, or an ics feed")
        return self


class RungSpec(Section):
    at: RungText
    tell: str
    by: Channel = "mail"


@lru_cache(maxsize=1024)
def event_name(written: str) -> tuple[str, str]:
    """``levelled:L3`` is the Event ``levelled`` that leads to L3; else any Event of the kind."""
    kind, _, level = written.partition(":")
    return kind, level


class ClockSpec(Section):
    """One promise: from which Events it starts, which keep it, what pauses it.

    With ``repeats`` each start after it was kept begins it anew. With ``after`` it waits until
    that clock was kept, in a stream that has both.
    """

    title: str
    target: TargetText
    calendar: str
    starts: list[str] = Field(min_length=1)
    stops: list[str] = Field(min_length=1)
    severities: list[Severity] = [1, 2, 3, 4]
    pauses: list[Literal["pended", "paused"]] = []
    reopen: Literal["resume", "restart", "new", "keep"] = "resume"
    reopen_why: str = ""
    ends_with_ticket: bool = True  #: false: it is owed even after the ticket is resolved
    repeats: bool = False
    after: str = ""
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

    when: Annotated[dict[str, Values], Field(min_length=1)]
    route: Literal["hosting", "provider", "marketplace", "plugin_support", "internal"]
    duty: str
    send: list[str]


class Pod(Section):
    """Who works for partners end to end: how many of each role, and what they may do alone."""

    members: dict[str, Annotated[int, Field(ge=1, le=100)]]  #: role -> people it needs at least
    knowledge: str  #: on call for knowledge fixes
    ships: list[str]  #: roles that ship a fix without asking anybody


class Holder(Section):
    role: str
    deputy: str


class Escalation(Section):
    duties: list[str]
    matrix: dict[Severity, dict[str, Holder]]


class Cadence(Section):
    every: DurationText
    second_person: bool = False


class MailRules(Section):
    """How much mail from outside may make Levee do within 24 hours."""

    acknowledgements_per_day: Annotated[int, Field(ge=0)] = 5  #: to one address
    reopens_per_day: Annotated[int, Field(ge=0)] = 3  #: of one ticket
    tickets_per_day: Annotated[int, Field(ge=1)] = 20  #: that one address opens
    replies_per_day: Annotated[int, Field(ge=1)] = 50  #: that one ticket hears


class Redaction(Section):
    replace: list[str]
    open_sealed: list[str]


class Digests(Section):
    """More than ``above`` messages to one person ``within`` this time become one."""

    above: Annotated[int, Field(ge=1)]
    within: DurationText


class ContractFile(Section):
    version: Literal[1]
    company: str
    product: Product
    calendars: dict[str, dict[str, Any]]
    people: dict[str, Person]
    roles: dict[str, Role]
    support_lead: str
    two_factor: list[str] = []  #: roles whose people sign in with two proofs
    tiers: dict[str, str]
    streams: Annotated[dict[str, Stream], Field(min_length=1)]
    levels: dict[Literal["L1", "L2", "L3"], Level]
    pod: Pod | None = None
    clocks: dict[str, ClockSpec]
    severity: SeverityRules
    routing: list[Route]
    escalation: Escalation
    updates: dict[Severity, Cadence]
    digests: Digests | None = None  #: None: each message goes by itself
    quiet_severities: list[Severity] = [3, 4]  #: these wait for a person's hours
    redaction: Redaction
    mail: MailRules = MailRules()
    lab: Lab
    certification: Certification
    channels: dict[str, ReleaseChannel]
    repair: Repair
    partners: dict[str, Partner] = {}
    incident: IncidentRules | None = None
    session: SessionRules | None = None
    playbook: Playbook = Playbook()
    feeds: dict[str, str] = {}  #: name -> text of each feed; written in when the file is read
