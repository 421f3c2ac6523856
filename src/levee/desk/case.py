"""What does a rule of the desk need to know of one ticket to decide something about it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.model.event import Event, EventKind
from levee.model.problem import Problem
from levee.model.ticket import Ticket, subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One ticket with its Events and its contract, at one moment.

    ``customer`` are the addresses that may be written to, as `recipients` computes them.
    """

    ticket: Ticket
    events: Sequence[Event]
    contract: Contract
    now: datetime
    customer: tuple[str, ...] = ()

    @property
    def file(self) -> ContractFile:
        return self.contract.file

    def event(self, kind: EventKind, key: str, by: str, why: str, data: Mapping[str, Any]) -> Event:
        """A fact about this ticket, now; ``key`` makes it unique among those of its kind."""
        return Event(
            subject=subject(self.ticket.id),
            kind=kind,
            at=self.now,
            actor=by,
            reason=why,
            key=f"{kind.value}:{key}",
            data=data,
        )

    def stranger(self, by: str) -> list[Problem]:
        """A problem where ``by`` is none of the contract's people."""
        if by in self.file.people:
            return []
        return [Problem("--by", f"{by!r} is none of {', '.join(self.file.people)}")]
