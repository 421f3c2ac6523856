"""What do answers look like? Each names what is always there; more may be beside it."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import BaseModel, ConfigDict


class Open(BaseModel):
    """More fields may come; a reader leaves alone what it does not know."""

    model_config = ConfigDict(extra="allow")


class Page[T](Schema):
    """``next`` is the cursor of the page behind this one; null on the last."""

    items: list[T]
    next: str | None = None


class TicketLine(Open):
    """A ticket in a list."""

    id: str
    stream: str
    partner: str
    client: str
    title: str
    state: str
    stage: str
    severity: int
    priority: str
    level: str
    owner: str
    opened_at: datetime
    version: int


class Clock(Open):
    name: str
    title: str
    target: str
    calendar: str
    zone: str
    state: str
    started: datetime
    due: datetime | None
    met: datetime | None
    left_s: float | None


class Event(Open):
    id: int
    at: datetime
    kind: str
    actor: str
    reason: str
    data: dict[str, Any]


class SubjectEvent(Event):
    """``subject`` is what it happened to: ``ticket:T-1001``, ``work:W-1001``, ..."""

    subject: str


class Delta(Open):
    kind: str
    component: str
    text: str


class Stack(Open):
    digest: str
    file: dict[str, Any]


class Ticket(Open):
    id: str
    stream: str
    partner: str
    client: str
    title: str
    state: str
    stage: str
    severity: int
    priority: str
    severity_why: str
    level: str
    owner: str
    owner_role: str
    labels: list[str]
    gaps: list[str]
    opened_at: datetime
    version: int
    stack: Stack | None
    clocks: list[Clock]
    interaction: list[Delta]
    work_item: str
    timeline: list[Event]


class Fault(Schema):
    where: str
    what: str


class Taken(Ticket):
    """A ticket that was submitted; ``again`` when it was known already."""

    again: bool
    differs: bool = False  #: its key was known with another content; that is sealed as ``kept``
    kept: str = ""
    problems: list[Fault]


class Job(Open):
    """Work in the background; ``look`` is where its result will be."""

    job: str
    state: str
    look: str


class JobFound(Open):
    """``said`` is how it ended, in words."""

    job: str
    state: str
    task: str
    said: str
    enqueued_at: datetime | None
    finished_at: datetime | None


class Check(Open):
    id: str
    outcome: str
    message: str


class RunLine(Open):
    id: str
    stack: str
    suite: str
    outcome: str
    purpose: str
    night: str | None
    started_at: datetime


class Run(RunLine):
    why: str
    attempt: int
    seconds: float
    lock: str
    checks: list[Check]


class NightLine(Open):
    day: str
    suite: str
    void: bool
    reason: str
    runs: int


class Choice(Open):
    stack: str
    why: str
    reason: str
    clients: int
    traffic: float


class Plan(Open):
    shares: dict[str, float]
    target_share: float
    choices: list[Choice]


class Cell(Open):
    outcome: str | None
    text: str
    run: str


class Row(Open):
    key: str
    label: str
    outcome: str | None
    note: str
    cells: list[Cell]


class Matrix(Open):
    title: str
    columns: list[str]
    rows: list[Row]


class NightCell(Cell):
    """``version`` is what the Stack has of the column's component."""

    version: str


class NightRow(Open):
    """``run`` is what the outcome rests on; ``clients`` and ``traffic`` are of those who run it."""

    key: str
    label: str
    outcome: str
    note: str
    run: str
    canary: bool
    clients: int
    traffic: float
    cells: list[NightCell]


class Red(Open):
    """One failure of a Night, however many Stacks share it; ``column`` is empty where a Stack could
    not be built."""

    column: str
    version: str
    outcome: str
    text: str
    stacks: int
    run: str


class NightMatrix(Open):
    """``counts`` and ``reds`` are of everything that matches, ``rows`` of this page."""

    title: str
    night: str
    columns: list[str]
    counts: dict[str, int]
    reds: list[Red]
    rows: list[NightRow]
    next: str | None = None


class WorkItem(Open):
    """``clients`` and ``traffic`` are null where they would tell of other partners."""

    id: str
    ticket: str
    kind: str
    title: str
    state: str
    owner: str
    opened_at: datetime
    target: datetime
    overdue: bool
    acceptance: list[str]
    interaction: list[Delta]
    clients: int | None
    traffic: float | None
    severity: int
    version: int


class BoardEntry(Open):
    ticket: str
    title: str
    partner: str
    severity: int
    state: str
    work_item: str
    owner: str
    target: str
    overdue: bool


class Standing(Open):
    stack: str
    suite: str
    state: str
    reason: str
    streak: int
    needed: int
    bound: float
    missing: list[str]
    certified_at: datetime | None
    expires_at: datetime | None
    withdrawn_at: datetime | None


class Installation(Open):
    client: str
    partner: str
    stack: str
    before: str | None
    traffic: float
    tier: str
    last_seen: datetime


class Reported(Open):
    taken_in: int
    stacks: int


class Point(Open):
    top: int
    clients: float
    traffic: float


class Way(Open):
    groups: int
    needed: int | None
    points: list[Point]


class Coverage(Open):
    clients: int
    stacks: int
    target_share: float
    points: list[Point]
    ways: dict[str, Way]


class Uncovered(Open):
    stack: str
    reason: str
    clients: int
    silent: int
    traffic: float
    rank: int
    run: str
    why: str
    missing: list[str]


class Beat(Open):
    client: str
    stack: str
    at: datetime
    counts: bool
    reason: str


class ApiKey(Open):
    id: int
    prefix: str
    name: str
    scopes: list[str]
    partner: str
    per_minute: int
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class NewApiKey(ApiKey):
    """The secret is told this once."""

    secret: str


class Account(Open):
    id: int
    mail: str
    name: str
    person: str
    partner: str
    admin: bool
    active: bool
    created_at: datetime
    last_in_at: datetime | None


class NewAccount(Account):
    """The link lets its owner in once, within a day; it is told this once."""

    link: str


class Invitation(Open):
    id: int
    mail: str
    name: str
    person: str
    partner: str
    admin: bool
    made_by: str
    made_at: datetime
    ends_at: datetime | None
    accepted_at: datetime | None
    withdrawn_at: datetime | None
    holds: bool


class NewInvitation(Invitation):
    """The link is mailed as well; it is told this once."""

    link: str


class Moved(Ticket):
    """The ticket after a move; ``again`` when the same move was made before."""

    again: bool


class EvidenceSealed(Open):
    ticket: str
    sealed: Any


class Routed(Open):
    ticket: str
    route: str
    owner: str
    again: bool


class Channel(Open):
    channel: str
    version: int


class Checked(Open):
    """``answer`` is certified, known_failing, withdrawn or untested."""

    stack: str
    answer: str
    reason: str
    state: str
    missing: list[str]
    nearest: dict[str, Any] | None


class Programme(Open):
    applications: list[dict[str, Any]]


class Lock(Open):
    stack: str
    lock: str


class Webhook(Open):
    id: int
    url: str
    kinds: list[str]
    partner: str
    name: str
    created_at: datetime
    removed_at: datetime | None


class NewWebhook(Webhook):
    """The signing secret is told this once."""

    secret: str


class Delivery(Open):
    """``status`` null: nobody answered."""

    id: int
    webhook: int
    event: int
    kind: str
    message: str
    at: datetime
    status: int | None
    said: str
    delivered: bool


class Redelivery(Open):
    look: str


class Number(Open):
    name: str
    title: str
    definition: str
    unit: str
    value: float | None
    text: str


class Numbers(Open):
    at: datetime
    numbers: list[Number]


class Ticked(Open):
    looked_at: list[str]
    sent: int
    faults: list[str]


class Audited(Open):
    whole: bool
    chains: list[str]
    caches: list[str]
    cases: list[str]
    clocks: list[str]
    waiting: list[str]


class ContractText(Open):
    version: str
    digest: str
    text: str


class Proved(Open):
    contract: str
    clean: bool
    findings: list[Fault]


class Setting(Open):
    path: str
    before: Any = None
    after: Any = None


class Changed(Open):
    what: str
    before: Any = None
    after: Any = None


class TicketChanges(Open):
    ticket: str
    title: str
    changes: list[Changed]


class Differences(Open):
    settings: list[Setting]
    tickets: list[TicketChanges]


class Adopted(Open):
    contract: str
    before: str
    moved: list[str]


class Due(Open):
    due: str | None
    steps: list[dict[str, Any]]


class Span(Open):
    start: int
    end: int
    kind: str


class Redacted(Open):
    text: str
    spans: list[Span]


class Part(Open):
    name: str
    ok: bool
    said: str


class Health(Open):
    whole: bool
    version: str
    at: datetime
    checks: list[Part]


class Typed(Open):
    """A command as it has to be typed on the server's machine, and what it does."""

    what: str
    text: str


class FirstStep(Open):
    step: str
    state: str
    title: str
    said: str
    why: str
    commands: list[Typed]


class FirstSteps(Open):
    """From an empty store to the first certificate; ``set_up``: up to the first night."""

    set_up: bool
    done: int
    steps: list[FirstStep]


class RolloutEntry(Open):
    """``day`` is a day of ``zone``; ``channel`` is null for a certificate."""

    day: str
    at: str
    until: str | None
    kind: str
    channel: str | None
    zone: str
    why: str
    stack: str | None
    share: float | None


class RolloutMonth(Open):
    month: str
    entries: list[RolloutEntry]


class ContractVersion(Open):
    digest: str
    version: str
    at: datetime


class SettingDifferences(Open):
    settings: list[dict[str, Any]]
