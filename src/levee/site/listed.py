"""Which part of each list is asked for? From the cached rows, a fixed number of questions each."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from levee.desk.kept_mail import fold
from levee.model import ticket as ticket_model
from levee.model import work_item as work_model
from levee.model.event import EventKind
from levee.site import answers, eyes, kept_mail
from levee.store import ledger, pages
from levee.store.pages import Wish

type Part = tuple[list[dict[str, Any]], str]  #: a page, and the key that the next one begins after


def _part(rows: Sequence[Any], most: int, key: Callable[[Any], str]) -> tuple[Sequence[Any], str]:
    return rows[:most], key(rows[most - 1]) if len(rows) > most else ""


def _more(wish: Wish) -> Wish:
    """One row beyond the page tells that there is another page."""
    return replace(wish, most=wish.most + 1)


def tickets(wish: Wish) -> Part:
    rows, after = _part(pages.tickets(_more(wish)), wish.most, lambda r: str(r["number"]))
    return [{k: v for k, v in row.items() if k != "number"} for row in rows], after


def work_items(wish: Wish, now: datetime) -> Part:
    ids, after = _part(pages.works(_more(wish)), wish.most, str)
    found = ledger.of_subjects(work_model.subject(i) for i in ids)
    items = [work_model.fold(events) for events in found.values()]
    return [eyes.work(answers.work_item(i, now), wish.partner) for i in items], after


def board(wish: Wish, now: datetime) -> Part:
    """Tickets of the streams that have a board, newest first, each with its work item."""
    rows, after = _part(pages.tickets(_more(wish)), wish.most, lambda r: str(r["number"]))
    told = ledger.of_subjects(ticket_model.subject(r["id"]) for r in rows)
    found = [ticket_model.fold(events) for events in told.values()]
    works = ledger.of_subjects(work_model.subject(t.work_item) for t in found if t.work_item)
    items = {i.id: i for i in (work_model.fold(events) for events in works.values())}
    entries = [answers.entry(t, items.get(t.work_item), now) for t in found]
    return [eyes.work(entry, wish.partner) for entry in entries], after


def runs(wish: Wish) -> Part:
    rows, after = _part(
        pages.runs(_more(wish)), wish.most, lambda r: f"{r.started_at.isoformat()} {r.id}"
    )
    return [answers.run_line(row) for row in rows], after


def installations(wish: Wish) -> Part:
    rows, after = _part(
        pages.installations(_more(wish)), wish.most, lambda r: json.dumps([r.client, r.partner])
    )
    return [answers.installation(row) for row in rows], after


def unread(wish: Wish, every: bool) -> Part:
    """Mail that waits for a person, or all that ever did, oldest first."""
    rows, after = _part(pages.set_aside(_more(wish), every), wish.most, lambda e: str(e.id))
    told = ledger.of_subjects(event.subject for event in rows)
    return [kept_mail.summary(fold(events)) for events in told.values()], after


def events(wish: Wish, kinds: frozenset[EventKind]) -> Part:
    wanted = kinds & eyes.SHOWN if kinds and wish.partner else kinds
    if wish.partner:
        wanted = wanted if kinds else eyes.SHOWN
        if not wanted:
            return [], ""
    rows, after = _part(pages.events(_more(wish), wanted), wish.most, lambda e: str(e.id))
    said = [answers.event(e) | {"subject": e.subject} for e in rows]
    return [eyes.event(e) for e in said] if wish.partner else said, after
