"""What do answers about certificates, plugins and findings look like?"""

from datetime import datetime
from typing import Any

from levee.web.api.problems import Fault
from levee.web.api.shapes import Open, Standing, WorkItem


class Shields(Open):
    schemaVersion: int  # noqa: N815 - the name is shields.io's
    label: str
    message: str
    color: str


class Withdrawal(Open):
    at: datetime
    by: str
    why: str


class WithdrawnStanding(Standing):
    """``channels`` still offer the Stack; each is rolled back by its own act."""

    withdrawal: Withdrawal | None
    channels: list[str]


class Starter(Open):
    stack: str
    granted: bool
    why: str


class Starters(Open):
    granted: int
    stacks: list[Starter]


class VendorKey(Open):
    keyid: str
    public: str
    valid_from: datetime | None
    valid_until: datetime | None
    revoked_at: datetime | None
    why: str


class VendorKeys(Open):
    vendor: str
    keys: list[VendorKey]


class Verified(Open):
    """``says`` is what it claims, where its signature is the vendor's."""

    holds: bool
    faults: list[str]
    says: dict[str, Any] | None


class Declaration(Open):
    plugin: str
    supports: dict[str, str]


class Declared(Open):
    declared: list[str]


class Compared(Open):
    """``agreement`` is broken or unannounced."""

    plugin: str
    agreement: str
    reason: str
    run: str


class Pinned(Open):
    pinned: bool
    problems: list[Fault]


class Overruled(Open):
    ticket: str
    finding: str
    by: str
    reason: str
    work_item: WorkItem


class Client(Open):
    client: str
    partner: str
    traffic: float
    tier: str
    stack: str
    last_seen: datetime


class HitBy(Open):
    work_item: str
    texts: list[str]
    traffic: float
    clients: list[Client]


class Hit(Open):
    ticket: str
    active_days: int
    interactions: list[HitBy]


class Flakes(Open):
    passed: int
    answered: int
    wavered: bool
    bound: float
    text: str


class Flake(Open):
    stack: str
    night: str
    charged_to: str


class Flakiness(Open):
    lab: Flakes
    flakes: list[Flake]
