"""Which partner tickets are being repaired, by whom, and which are late?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from levee.contract.schema import ContractFile
from levee.model.ticket import Ticket
from levee.model.work_item import WorkState
from levee.site import board as boards
from levee.site.board import COLUMNS, Card, Looking
from levee.site.hands import LeveeHands
from levee.site.shown import names
from levee.store import boards as rows
from levee.store.boards import COUNTED, ENDED, WAITING

MOST, ALONE = 10, 50  #: cards of a column beside the others, and of one that is looked at alone
LONGEST = 200


def titles() -> dict[str, str]:
    return {
        WAITING: _("no work item yet"),
        WorkState.OPEN.value: _("open"),
        WorkState.IN_PROGRESS.value: _("in progress"),
        WorkState.VERIFYING.value: _("verifying"),
        WorkState.ROLLED_BACK.value: _("rolled back"),
        WorkState.VERIFIED.value: _("verified"),
        ENDED: _("ended"),
    }


def looked_for(given: Mapping[str, str]) -> Looking:
    """What the address asks for; what is odd in it is left out."""
    text = {name: given.get(name, "")[:LONGEST].replace("\0", "").strip() for name in _NAMED}
    column = given.get("column", "")
    page = given.get("page", "")
    is_number = page.isascii() and page.isdigit() and len(page) < 6
    return Looking(
        **text,
        overdue=given.get("overdue", "") == "yes",
        column=column if column in COLUMNS else "",
        page=max(1, int(page)) if is_number else 1,
        most=ALONE if column in COLUMNS else MOST,
    )


_NAMED = ("owner", "partner", "plugin")


def board(hands: LeveeHands, given: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Columns in the order of the work, heaviest first in each; those with nothing are named."""
    looking, file = looked_for(given), hands.desk.contract().file
    found = boards.cards(hands, looking, now)
    columns = [
        _column(looking, key, list(cards), file, now)
        for key, cards in groupby(found, key=lambda card: card.column)
    ]
    named = {column["key"] for column in columns}
    owners, partners = rows.choices(boards.streams(hands))
    return {
        "columns": columns,
        "alone": titles().get(looking.column, ""),
        "empty": [title for key, title in titles().items() if key not in named],
        "number": sum(column["of"] for column in columns),
        "overdue": rows.overdue(boards.streams(hands), now),
        "looking": looking,
        "filtered": bool(_kept(looking)),
        "owners": [(key, names.person(file, key)) for key in owners],
        "partners": partners,
        "late_only": _at(_kept(looking) | {"overdue": "yes"}),
    }


def _kept(looking: Looking) -> dict[str, str]:
    kept = {name: getattr(looking, name) for name in _NAMED if getattr(looking, name)}
    return kept | ({"overdue": "yes"} if looking.overdue else {})


def _at(given: Mapping[str, object]) -> str:
    return f"?{urlencode(given)}" if given else "."


def _column(
    looking: Looking, key: str, cards: Sequence[Card], file: ContractFile, now: datetime
) -> dict[str, Any]:
    of, kept = cards[0].of, _kept(looking)
    shown = (looking.page - 1) * looking.most + len(cards)
    page = looking.page + 1 if looking.column else 1
    more = _at({**kept, "column": key, **({"page": page} if page > 1 else {})})
    return {
        "key": key,
        "title": titles()[key],
        "of": min(of, COUNTED),
        "many": of > COUNTED,
        "left": max(0, of - shown),
        "more": more if of > shown else "",
        "before": looking.page > 1,
        "entries": [_entry(card, file, now) for card in cards],
    }


def _entry(card: Card, file: ContractFile, now: datetime) -> dict[str, Any]:
    found, item = card.ticket, card.item
    shared = {
        "ticket": found.id,
        "title": found.title,
        "partner": found.text("partner"),
        "severity": found.severity,
        "priority": found.priority,
        "severity_why": found.severity_why,
        "unclear": list(found.unclear),
        "revenue": revenue(found),
        "stage": found.stage.value,
    }
    if item is None:
        return shared | {"work_item": "", "owner": names.person(file, found.owner)}
    late = item.is_overdue(now) and not found.closed
    return shared | {
        "work_item": item.id,
        "kind": item.kind.value,
        "state": found.state.value if found.closed else item.state.value,
        "owner": names.person(file, item.owner),
        "target_at": item.target,
        "overdue": late,
        "left": "" if item.closed else names.span((item.target - now).total_seconds()),
        "clients": item.clients,
        "traffic": item.traffic,
        "interaction": [str(delta) for delta in item.interaction],
    }


def revenue(found: Ticket) -> str:
    """What the reporter said of the revenue at risk; nobody tells amounts."""
    impact = found.submission.get("impact")
    told = impact.get("revenue_risk") if isinstance(impact, Mapping) else None
    return names.said(told) if isinstance(told, str) else ""
