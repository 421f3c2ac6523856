"""What do answers about Runs and Nights look like?"""

from datetime import datetime
from typing import Any

from levee.web.api.shapes import Open


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


class Checked(Open):
    """``answer`` is certified, known_failing, withdrawn or untested."""

    stack: str
    answer: str
    reason: str
    state: str
    missing: list[str]
    nearest: dict[str, Any] | None


class Lock(Open):
    stack: str
    lock: str


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
