"""Tickets whose Events lie in a dict: what moves do, without a database."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from levee.contract.load import Contract
from levee.desk import intake, opening
from levee.desk.moves import case
from levee.desk.moves.turn import Made, Turn
from levee.desk.promises import Promise, promises
from levee.model.event import LEVEE, Event, chained
from levee.model.ticket import Ticket, fold, subject
from submissions import NOW, contract, ticket

HOUR = timedelta(hours=1)


@dataclass
class Room:
    """``room.open()``; then ``room.move("T-1001", 2, assign, "bo")`` two hours later."""

    using: Contract = field(default_factory=contract)
    told: dict[str, list[Event]] = field(default_factory=dict)
    moves: int = 0
    mails: list[dict[str, Any]] = field(default_factory=list)

    def open(self, number: int = 1001, /, **changes: Any) -> str:
        name = f"T-{number}"
        read = intake.validate(ticket(**changes), self.using.file)
        made = opening.open_ticket(name, read, read.fields, "", self.using, NOW)
        self._take(Made(events=made.events))
        return name

    def move(
        self, name: str, hours: float, rule: Callable[..., Made], *args: Any, **by: Any
    ) -> Made:
        made = rule(self.turn(name, hours, **by), *args)
        self._take(made)
        self.mails += [dict(c.payload) for c in made.consequences if "to" in c.payload]
        return made

    def turn(self, name: str, hours: float, reason: str = "because", by: str = "edo") -> Turn:
        self.moves += 1
        return Turn(
            ticket=self[name],
            contract=self.using,
            now=NOW + hours * HOUR,
            by=by,
            reason=reason,
            key=f"move{self.moves}",
        )

    def happen(self, name: str, hours: float, *kinds: Any, **data: Any) -> None:
        for kind in kinds:
            event = Event(
                subject=subject(name), kind=kind, at=NOW + hours * HOUR, actor=LEVEE, reason="r",
                key=f"{kind}:{hours}", data=data,
            )  # fmt: skip
            self._take(Made(events=(event,)))

    def _take(self, made: Made) -> None:
        for event in made.events:
            ledger = self.told.setdefault(event.subject, [])
            before = ledger[-1].digest if ledger else ""
            ledger.append(replace(event, digest=chained(before, event)))

    def __getitem__(self, name: str) -> Ticket:
        return fold(self.told[subject(name)])

    def find(self, name: str) -> Ticket | None:
        return self[name] if subject(name) in self.told else None

    def case(self, name: str) -> case.Case:
        return case.of(self[name], self.find)

    def events(self, name: str) -> tuple[Event, ...]:
        return tuple(self.told[subject(name)])

    def kinds(self, name: str, after: int = 0) -> list[str]:
        return [e.kind.value for e in self.events(name)[after:]]

    def clocks(self, name: str) -> dict[str, Promise]:
        found = promises(self[name], self.events(name), self.using)
        return {f"{p.clock.name}{p.round or ''}": p for p in found}

    def states(self, name: str, hours: float) -> dict[str, str]:
        now: datetime = NOW + hours * HOUR
        return {key: p.state(now).value for key, p in self.clocks(name).items()}
