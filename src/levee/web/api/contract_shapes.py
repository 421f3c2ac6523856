"""What do answers about contracts look like?"""

from datetime import datetime
from typing import Any

from levee.web.api.problems import Fault
from levee.web.api.shapes import Open


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


class ContractVersion(Open):
    digest: str
    version: str
    at: datetime


class SettingDifferences(Open):
    settings: list[dict[str, Any]]
