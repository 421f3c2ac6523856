"""What do answers look like? Each names what is always there; more may be beside it."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import BaseModel, ConfigDict

from levee.web.api.problems import Fault


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


class Taken(Ticket):
    """A ticket that was submitted; ``again`` when it was known already."""

    again: bool
    differs: bool = False  #: its key was known with another content; that is sealed as ``kept``
    kept: str = ""
    problems: list[Fault]


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


class Programme(Open):
    applications: list[dict[str, Any]]


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
