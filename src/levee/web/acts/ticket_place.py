"""What do the acts of a ticket's page know of the ticket?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.desk.moves import stale
from levee.desk.moves.table import ALLOWED, Move
from levee.desk.recipients import recipients
from levee.model.event import Event
from levee.model.incident import Incident, incident
from levee.model.problem import StaleWrite, Unknown
from levee.model.reader import Reader
from levee.model.ticket import Ticket, fold, subject
from levee.site.hands import LeveeHands
from levee.site.moves import Wish
from levee.site.shown import names
from levee.site.shown.words import word
from levee.web.action import Doing
from levee.web.forms import Field, Kind


@dataclass(frozen=True, kw_only=True)
class TicketPlace:
    """One ticket as its page shows it, and who looks at it."""

    hands: LeveeHands
    ticket: Ticket
    events: Sequence[Event]
    contract: Contract
    who: Reader
    now: datetime

    @property
    def file(self) -> ContractFile:
        return self.contract.file

    def may(self, move: Move) -> bool:
        return move in ALLOWED[self.ticket.state]

    @cached_property
    def people(self) -> tuple[tuple[str, str], ...]:
        return tuple((key, person.name) for key, person in self.file.people.items())

    @cached_property
    def roles(self) -> tuple[tuple[str, str], ...]:
        return tuple((key, names.role(self.file, key)) for key in self.file.roles)

    @cached_property
    def incident(self) -> Incident | None:
        return incident(self.events)

    @cached_property
    def customer(self) -> tuple[str, ...]:
        """Who may be written to, by the contract in force."""
        return recipients(self.ticket, self.events, self.hands.desk.contract().file)

    @property
    def zone(self) -> str:
        """The zone of who writes, as the contract has it."""
        person = self.file.people.get(self.who.person)
        return person.zone if person else "UTC"


def place_of(hands: LeveeHands, ticket_id: str, who: Reader, now: datetime) -> TicketPlace:
    """Unknown where there is no such ticket."""
    events = hands.ledger.events(subject(ticket_id))
    if not events:
        raise Unknown(f"there is no ticket {ticket_id}")
    ticket = fold(events)
    contract = hands.desk.contract(ticket.contract)
    return TicketPlace(
        hands=hands, ticket=ticket, events=events, contract=contract, who=who, now=now
    )


def wish(doing: Doing, place: TicketPlace) -> Wish:
    return Wish(
        ticket=place.ticket.id,
        by=doing.by,
        now=doing.now,
        reason=doing.sent.text("reason"),
        version=doing.sent.version,
    )


def unchanged(doing: Doing, place: TicketPlace) -> None:
    """StaleWrite when somebody wrote since the form was drawn; moves see to that themselves."""
    seen = doing.sent.version
    if seen is None:
        return
    late = stale.since(place.events, seen)
    if late:
        said = tuple(stale.said(event) for event in late)
        raise StaleWrite(place.ticket.id, seen, len(place.events), said)


def why(label: str = "", *, needed: bool = True, hint: str = "") -> Field:
    label = label or _("Why")
    return Field(name="reason", label=label, kind=Kind.TEXT, needed=needed, rows=2, hint=hint)


def choices(
    values: Mapping[str, str] | Sequence[str], empty: str = ""
) -> tuple[tuple[str, str], ...]:
    """(value, words), the empty one first where there is one."""
    pairs = values.items() if isinstance(values, Mapping) else ((v, word(v)) for v in values)
    return (*((("", empty),) if empty else ()), *pairs)
