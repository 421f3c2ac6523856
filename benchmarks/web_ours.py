"""Levee with so many tickets, served as `benchmarks/web.py` measures it.

    PYTHONPATH=src:tests python benchmarks/web_ours.py --count 1000 --port 8802 --folder F \\
        [--url postgresql://...]

Two dozen tickets are taken in and moved by the same functions as in life. Their Events and rows,
with other ids, instants and words, are written so many times over: each page then folds, judges and
counts what it would have to of real tickets.
"""

import argparse
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import web_shared as shared
from ticking import EVENT, Row, _chained_text, _check, _insert, _say

NOW = datetime.now(UTC).replace(microsecond=0)
#: Their submission, and their moves: what is open was answered, assigned, paused or just came in.
IMPACTS = ("blocked", "degraded", "none")
ONE, TWO = "wordtheone", "wordthetwo"  #: stand where each ticket gets words of its own
MINUTE = timedelta(minutes=1)
#: An inbox by each thing that it can be narrowed by: what many have, what few have, what none has.
NARROWED = (
    "owner=ada", "owner=nobody", "severity=1", "severity=3&state=open", "state=paused",
    "state=pended", "partner=Partner+3", "partner=Partner+3&severity=2", "partner=Nobody",
    "owner=nobody&state=paused", "page=40",
)  # fmt: skip
#: A word of every ticket, alone and narrowed; a rare one, narrowed; one that nothing holds.
SOUGHT = (
    "q=orders", "q=orders&stream=partner", "q=orders&partner=Partner+3", "q=orders&owner=nobody",
    f"q={shared.RARE}&state=resolved", f"q={shared.RARE}&partner=Partner+3", "q=nowhere",
)  # fmt: skip
KINDS = 20  #: real tickets that the others are copies of


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """The Events and rows of one real ticket, as text to fill in."""

    id: str
    events: tuple[tuple[str, ...], ...]  #: kind, actor, reason, key, data, the digest's text
    columns: dict[str, Any]
    words: str

    def copy(self, number: int, count: int) -> tuple[list[Row], Row, Row]:
        ticket_id, (one, two) = f"T-{number}", shared.words(number, count)
        at = NOW - MINUTE * (number % 2000)
        known = self.columns["idempotency_key"]
        swaps = ((self.id, ticket_id), (ONE, one), (TWO, two), (NOW.isoformat(), at.isoformat()),
                 (known, f"{known[:40]}{ticket_id}"))  # fmt: skip
        head, rows = "", []
        for kind, actor, reason, key, data, text in self.events:
            filled = _swapped(text.replace("<before>", head, 1), swaps)
            head = hashlib.sha256(filled.encode()).hexdigest()
            said = (kind, at, actor, *(_swapped(t, swaps) for t in (reason, key, data)), head)
            rows.append((f"ticket:{ticket_id}", *said))
        own: dict[str, Any] = {"id": ticket_id, "number": number, "opened_at": at}
        own["idempotency_key"] = _swapped(known, swaps)
        own["glance"] = json.dumps(self.columns["glance"])
        for name in ("next_wake_at", "due_at"):
            if self.columns[name] and self.columns[name].year < 9999:  # it is due at all
                own[name] = self.columns[name] - (NOW - at)
        own["title"] = _swapped(self.columns["title"], swaps)
        told = _swapped(self.words.replace(self.id.lower()[2:], str(number)), swaps)
        return rows, tuple((self.columns | own).values()), (number, told)


def _swapped(text: str, swaps: tuple[tuple[str, str], ...]) -> str:
    for old, new in swaps:
        text = text.replace(old, new)
    return text


def prepare(folder: str, url: str) -> None:
    os.environ |= {"LEVEE_DATA": folder, "LEVEE_DATABASE_URL": url}
    os.environ["DJANGO_SETTINGS_MODULE"] = "web_ours_settings"
    import sys
    import types

    from cryptography.fernet import Fernet

    (Path(folder) / "keys").mkdir(exist_ok=True)
    for name in ("seal.key", "django.key"):
        (Path(folder) / "keys" / name).write_bytes(Fernet.generate_key())
    from levee.site import settings

    own: Any = types.ModuleType("web_ours_settings")
    own.__dict__.update({k: v for k, v in vars(settings).items() if k.isupper()})
    own.MIDDLEWARE = ["web_shared.counted", *own.MIDDLEWARE]
    sys.modules["web_ours_settings"] = own
    import django

    django.setup()
    from levee.site import setting_up

    setting_up.migrate()
    setting_up.default_contract(NOW - timedelta(days=30))


def patterns() -> tuple[list[Pattern], list[Pattern]]:
    """Of open and of closed tickets, as the desk made them."""
    from levee.site import moves, stories_desk
    from levee.site.hands import hands
    from levee.store.models import TicketRow
    from submissions import ticket

    made, every = hands(Path(os.environ["LEVEE_DATA"])), []
    for n in range(KINDS):
        text = f"Since the update of {TWO} on Friday /orders answers 500 for every editor."
        told = ticket(idempotency_key=f"kind-{n}", title=f"Orders answer 500 on {ONE}",
                      description=text, partner=f"Partner {n % 7}",
                      client=f"Client {n}")  # fmt: skip
        told["impact"] |= {"production_impact": IMPACTS[n % 3]}
        story = stories_desk.take_in(made, json.dumps(told).encode(), NOW).story
        assert story.ticket is not None
        every.append(story.ticket.id)
    for n, ticket_id in enumerate(every):
        wish = moves.Wish(ticket=ticket_id, by="ada", now=NOW, reason="as agreed with the client")
        if n % 4:
            moves.note(made, wish, "Seen at another client, too.")
            moves.reply(made, wish, "We look into it and tell you more by tonight.")
        if n % 5 == 0:
            moves.hear(made, wish, "Thank you. It is still so.")
        if n >= KINDS // 2:
            moves.resolve(made, wish)
    rows = {row["id"]: row for row in TicketRow.objects.filter(id__in=every).values()}
    found = [pattern(rows[ticket_id]) for ticket_id in every]
    return found[: KINDS // 2], found[KINDS // 2 :]


def pattern(columns: dict[str, Any]) -> Pattern:
    from levee.model.ticket import subject
    from levee.store import ledger
    from levee.store.models import TicketWordsRow

    events = ledger.events(subject(columns["id"]))
    words = TicketWordsRow.objects.get(number=columns["number"]).words
    told = tuple(
        (e.kind.value, e.actor, e.reason, e.key, json.dumps(e.data), _chained_text(e))
        for e in events
    )
    return Pattern(id=columns["id"], events=told, columns=columns, words=words)


def fill(count: int) -> None:
    from django.db import connection

    opened, closed = patterns()
    if connection.vendor == "sqlite":
        _say("PRAGMA synchronous=OFF", "PRAGMA journal_mode=MEMORY", "PRAGMA cache_size=-400000")
    with indexed_afterwards():
        _fill(count, opened, closed)
    if connection.vendor == "sqlite":
        _say("ANALYZE", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
    else:
        _say("VACUUM ANALYZE")
    _check(1001 + KINDS, 1000 + count)


@contextmanager
def indexed_afterwards() -> Iterator[None]:
    """An index is made of a million rows in far less time than row by row."""
    from django.db import connection

    from levee.store.models import EventRow, TicketRow

    every = [(model, index) for model in (EventRow, TicketRow) for index in model._meta.indexes]
    with connection.schema_editor() as editor:
        for model, index in every:
            editor.remove_index(model, index)
    yield
    with connection.schema_editor() as editor:
        for model, index in every:
            editor.add_index(model, index)


def _fill(count: int, opened: list[Pattern], closed: list[Pattern]) -> None:
    for portion in portions(1001 + KINDS, 1000 + count):
        events: list[Row] = []
        tickets: list[Row] = []
        words: list[Row] = []
        for number in portion:
            kinds = opened if shared.is_open(number) else closed
            told, row, said = kinds[number % 97 % len(kinds)].copy(number, count)
            events += told
            tickets.append(row)
            words.append(said)
        _insert("levee_event", EVENT, events)
        _insert("levee_ticket", tuple(opened[0].columns), tickets)
        _insert("levee_ticket_words", ("number", "words"), words)


def portions(first: int, last: int) -> Iterator[range]:
    for start in range(first, last + 1, shared.PORTION):
        yield range(start, min(start + shared.PORTION, last + 1))


def told(count: int) -> dict[str, Any]:
    """Whom to ask as, for what."""
    from django.test import Client

    from levee.model.access import Scope
    from levee.model.reader import Reader
    from levee.site import stories_keys
    from levee.store import accounts
    from levee.store.api_keys import Wanted
    from submissions import ticket

    who = Reader(mail="ada@vendor.example", name="Ada", person="ada", admin=True)
    client = Client()
    client.force_login(accounts.create(who, NOW))
    wanted = Wanted(name="bench", scopes=[Scope.TICKETS_WRITE.value], per_minute=100_000)
    secret = stories_keys.create(wanted, NOW)[1]
    step = max(1, count // 50)
    headers = {"Cookie": f"levee={client.cookies['levee'].value}"}
    paths = [f"/tickets/T-{n}/live" for n in range(1001, 1001 + count, step)]
    return {
        "headers": headers,
        "pages": {
            "inbox": ["/inbox/partner/"],
            "search": [f"/tickets/?q={shared.RARE}"],
            "ticket": [f"/tickets/T-{n}/" for n in range(1001, 1001 + count, step)],
            "inbox, narrowed": [f"/inbox/partner/?{narrowed}" for narrowed in NARROWED],
            "search, others": [f"/tickets/?{sought}" for sought in SOUGHT],
        },
        "create": {
            "path": "/api/v1/tickets",
            "headers": {"Authorization": f"Bearer {secret}"},
            "body": ticket(title="Orders answer 500 after the update"),
        },
        "live": [{"headers": headers, "paths": paths}, _followed_by_partner()],
    }


def _followed_by_partner() -> dict[str, Any]:
    """What somebody of one partner has open: their own tickets."""
    from django.test import Client

    from levee.model.reader import Reader
    from levee.store import accounts
    from levee.store.models import TicketRow

    who = Reader(mail="pia@partner.example", name="Pia", partner="Partner 3")
    client = Client()
    client.force_login(accounts.create(who, NOW))
    own = TicketRow.objects.filter(partner=who.partner).order_by("number")
    ids = own.values_list("id", flat=True)[:50]
    return {
        "headers": {"Cookie": f"levee={client.cookies['levee'].value}"},
        "paths": [f"/portal/tickets/{ticket}/live" for ticket in ids],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    prepare(given.folder, given.url)
    fill(given.count)
    from django.db import connection

    from levee.site.asgi import application

    said = told(given.count)
    connection.close()
    shared.serve(application, given.port, said)


if __name__ == "__main__":
    main()
