"""Whose turn is it on which ticket, and what does the turn write?"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.desk import quiet, roster
from levee.model.event import LEVEE, Channel, Consequence, Event, EventKind
from levee.model.problem import Problem, Rejected
from levee.model.ticket import Ticket, subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One person's move. ``key`` is unique to it: making the same move again writes nothing."""

    ticket: Ticket
    contract: Contract
    now: datetime
    by: str
    reason: str = ""
    key: str

    @property
    def file(self) -> ContractFile:
        return self.contract.file

    def because(self) -> str:
        """The reason, which this move cannot do without."""
        return wanted(self.reason, "reason", "say why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a move writes, all of it in one transaction; its own ticket's Event comes first."""

    events: tuple[Event, ...]
    consequences: tuple[Consequence, ...] = ()


class Writing:
    """Collects the Events and messages of one turn."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.events: list[Event] = []
        self.consequences: list[Consequence] = []

    def write(self, about: Ticket | str, kind: EventKind, reason: str, /, **data: Any) -> None:
        self.events.append(self._event(about, kind, reason, data))

    def note(self, about: Ticket, kind: EventKind, reason: str, /, **data: Any) -> None:
        """What Levee does by itself because of the move, and no person's word."""
        self.events.append(replace(self._event(about, kind, reason, data), actor=LEVEE))

    def _event(
        self, about: Ticket | str, kind: EventKind, reason: str, data: dict[str, Any]
    ) -> Event:
        named = about if isinstance(about, str) else about.id
        return Event(
            subject=subject(named),
            kind=kind,
            at=self.turn.now,
            actor=self.turn.by,
            reason=reason,
            key=f"{self.turn.key}:{len(self.events)}",
            data=data,
        )

    def mail(self, person: str, about: Ticket, what: str, text: str) -> None:
        """To a person of the contract; one whom it does not know any more is the support lead."""
        file = self.turn.file
        key = person if person in file.people else roster.on_duty(file.support_lead, file, self.now)
        payload = {
            "to": file.people[key].mail,
            "subject": f"[{about.id}] {what}",
            "text": text,
        }
        name = f"{about.id}:{self.turn.key}:mail{len(self.consequences)}"
        mail = Consequence(channel=Channel.MAIL, key=name, payload=payload)
        told = quiet.hushed(mail, key, about.severity, self.turn.contract, self.now)
        self.consequences.append(told)

    @property
    def now(self) -> datetime:
        return self.turn.now

    def made(self) -> Made:
        return Made(events=tuple(self.events), consequences=tuple(self.consequences))


def wanted(text: str, where: str, how: str) -> str:
    if not text.strip():
        raise Rejected((Problem(where, f"is missing; {how}"),))
    return text
