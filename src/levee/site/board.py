"""Who works on what that partners wait for, until when, and how heavy is it?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.model import ticket as ticket_model
from levee.model import work_item as work_model
from levee.model.ticket import Ticket
from levee.model.work_item import WorkItem, WorkState, weight
from levee.site import answers
from levee.site.hands import LeveeHands
from levee.store import boards, ledger
from levee.store.boards import ENDED, WAITING, Placed

#: In the order of the work.
COLUMNS = (
    WAITING,
    WorkState.OPEN.value,
    WorkState.IN_PROGRESS.value,
    WorkState.VERIFYING.value,
    WorkState.ROLLED_BACK.value,
    WorkState.VERIFIED.value,
    ENDED,
)
MOST = 100  #: cards of one column that one question gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What is looked for: empty is all. ``most`` of each column, or the ``page`` of one alone."""

    owner: str = ""
    partner: str = ""
    plugin: str = ""
    overdue: bool = False
    column: str = ""
    page: int = 1
    most: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One entry of the board, with what it is of; ``of`` is how many its column has."""

    column: str
    of: int
    ticket: Ticket
    item: WorkItem | None


def streams(hands: LeveeHands) -> list[str]:
    return [name for name, spec in hands.desk.contract().file.streams.items() if spec.board]


def cards(hands: LeveeHands, looking: Looking, now: datetime) -> list[Card]:
    """By column in the order of the work, the heaviest first. Four questions to the store, however
    many tickets there are."""
    wish = boards.Wish(
        streams=streams(hands),
        where=_where(looking, now),
        column=looking.column,
        skip=(max(1, looking.page) - 1) * looking.most,
        most=min(MOST, looking.most),
    )
    found = sorted(
        [*boards.waiting(wish), *boards.works(wish)], key=lambda p: COLUMNS.index(p.column)
    )
    return list(_cards(found))


def _where(looking: Looking, now: datetime) -> dict[str, Any]:
    named = {"owner": looking.owner, "partner": looking.partner, "plugin": looking.plugin}
    where: dict[str, Any] = {name: value for name, value in named.items() if value}
    return where | ({"overdue": now} if looking.overdue else {})


def _cards(found: Sequence[Placed]) -> Iterator[Card]:
    """All Events that are needed are read at once."""
    tickets = {ticket_model.subject(placed.ticket) for placed in found}
    works = {work_model.subject(placed.work_item) for placed in found if placed.work_item}
    told = ledger.of_subjects([*tickets, *works])
    folded = {s: ticket_model.fold(told[s], stacks=False) for s in tickets}
    for placed in found:
        events = told.get(work_model.subject(placed.work_item), ())
        yield Card(
            column=placed.column,
            of=placed.of,
            ticket=folded[ticket_model.subject(placed.ticket)],
            item=work_model.fold(events) if events else None,
        )


def answer(hands: LeveeHands, looking: Looking, now: datetime) -> dict[str, Any]:
    """The heaviest entries of all columns, for the command."""
    found = cards(hands, looking, now)
    entries = [
        answers.entry(card.ticket, card.item, now) | {"column": card.column} for card in found
    ]
    items = {entry["work_item"]: card.item for entry, card in zip(entries, found, strict=True)}

    def heavy(entry: Mapping[str, Any]) -> tuple[int, float]:
        item = items[entry["work_item"]]
        return weight(item) if item else (-int(entry["severity"]), 0.0)

    of = {card.column: card.of for card in found}
    return {"entries": sorted(entries, key=heavy, reverse=True), "columns": of}
