"""How many due tickets a second does TICK take, and does it matter how many are open?

    PYTHONPATH=src:tests python benchmarks/ticking.py OPEN [--url postgresql://...]

Fills a store of its own with OPEN tickets of the partner stream (two running clocks each), by bulk
insert, with the Events, chains and rows that intake would have written; then runs the real TICK on
it. A round makes so many tickets due that are not due before: each fires one rung, which is one
Event, one outbox row and the next wake. The rows of `benchmarks/clocks.py` come from here.
"""

import argparse
import hashlib
import json
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from levee.model.event import Event, chained
from levee.model.ticket import fold, subject

ROUNDS = 7
DUE = 1000  #: in each round of the series that compares stores of different size
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVENT = ("subject", "kind", "at", "actor", "reason", "key", "data", "digest")
type Row = tuple[object, ...]
PORTION = 20_000  #: tickets written together while filling


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One series: what a tick took at the median, on the wall and on the processor."""

    database: str
    open: int
    due: int
    wall_s: float
    cpu_s: float
    filled_s: float

    @property
    def rate(self) -> float:
        return self.due / self.wall_s


@contextmanager
def store(url: str) -> Iterator[Path]:
    """A data folder, and on PostgreSQL a database, that are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="levee-bench-") as folder, _database(url) as own:
        os.environ |= {"LEVEE_DATA": folder, "LEVEE_DATABASE_URL": own}
        os.environ["DJANGO_SETTINGS_MODULE"] = "levee.site.settings"
        (Path(folder) / "keys").mkdir()
        import django

        django.setup()
        from levee.site import setting_up

        setting_up.migrate()
        setting_up.default_contract(START - 24 * HOUR)
        try:
            yield Path(folder)
        finally:
            from django.db import connections

            connections.close_all()


@contextmanager
def _database(url: str) -> Iterator[str]:
    if not url:
        yield ""
        return
    import psycopg

    name = f"levee_bench_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"create database {name}".encode())
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(f"drop database {name} with (force)".encode())


def fill(count: int, rounds: list[int]) -> None:
    """``rounds[i]`` tickets come due at START + i seconds; the others ten minutes later or more."""
    from django.db import connection

    if connection.vendor == "sqlite":
        _say("PRAGMA synchronous=OFF")
    opened, pattern = _opened_at(count, rounds), Pattern.of_intake()
    for first in range(0, count, PORTION):
        numbers = range(1001 + first, 1001 + min(first + PORTION, count))
        made = [pattern.ticket(number, next(opened)) for number in numbers]
        _insert("levee_event", EVENT, [row for events, _ in made for row in events])
        _insert("levee_ticket", tuple(pattern.columns), [row for _, row in made])
    if connection.vendor == "sqlite":
        _say("PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA synchronous=FULL")
    else:
        _say("VACUUM ANALYZE")  # autovacuum does it sooner or later
    _check(1001, 1000 + count)


def _opened_at(count: int, rounds: list[int]) -> Iterator[datetime]:
    for number, size in enumerate(rounds):
        yield from (START - HOUR + timedelta(seconds=number) for _ in range(size))
    for n in range(count - sum(rounds)):
        yield START - HOUR + timedelta(seconds=600 + n % 2400)


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """The rows that intake and the first look write for one ticket, as text to fill in: JSON and
    digests made anew a million times would take a quarter of an hour."""

    events: tuple[tuple[Event, str, str], ...]  #: Event, its data and its digest's text
    columns: dict[str, object]  #: of the ticket's row

    @classmethod
    def of_intake(cls) -> "Pattern":
        from levee.desk import intake, opening
        from levee.model.storable import storable
        from levee.store import contracts
        from levee.store.caches import ticket_fields
        from submissions import ticket

        contract = contracts.in_force()
        submission = intake.validate(ticket(idempotency_key="T-1000"), contract.file)
        made = opening.open_ticket("T-1000", submission, submission.fields, "", contract, START)
        events = [replace(e, data=storable(dict(e.data))) for e in made.events]
        return cls(
            events=tuple((e, json.dumps(e.data), _chained_text(e)) for e in events),
            columns={"id": "T-1000", "next_wake_at": START, "awaits": True}
            | ticket_fields(fold(events)),
        )

    def ticket(self, number: int, at: datetime) -> tuple[list[Row], Row]:
        ticket_id, head, rows = f"T-{number}", "", []
        for event, data, text in self.events:
            filled = text.replace("T-1000", ticket_id).replace(START.isoformat(), at.isoformat())
            head = hashlib.sha256(filled.replace("<before>", head, 1).encode()).hexdigest()
            body = data.replace("T-1000", ticket_id)
            rows.append(
                (subject(ticket_id), event.kind.value, at, event.actor, event.reason, event.key,
                 body, head)
            )  # fmt: skip
        own = {"id": ticket_id, "number": number, "idempotency_key": ticket_id, "opened_at": at}
        return rows, tuple((self.columns | own | {"next_wake_at": at + HOUR}).values())


def _chained_text(event: Event) -> str:
    """What `levee.model.event.chained` takes the digest of."""
    body: list[object] = ["<before>", event.subject, event.kind, event.at.isoformat()]
    body += [event.actor, event.reason, event.key, event.data]
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _check(*numbers: int) -> None:
    """What was filled in is what the rules say."""
    from levee.store import caches, ledger
    from levee.store.models import TicketRow

    for ticket_id in (f"T-{number}" for number in numbers):
        head, events = "", ledger.events(subject(ticket_id))
        for event in events:
            head = chained(head, event)
            assert head == event.digest, ticket_id
        row = TicketRow.objects.get(id=ticket_id)
        for name, value in caches.ticket_fields(fold(events)).items():
            assert getattr(row, name) == value, (ticket_id, name)


def _insert(table: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    from django.db import connection, transaction

    names = ", ".join(columns)
    plain = (tuple(json.dumps(v) if isinstance(v, dict) else v for v in row) for row in rows)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in plain:
                    copy.write_row(row)
            return
        marks, stored = ", ".join(["%s"] * len(columns)), connection.ops.adapt_datetimefield_value
        given = (tuple(stored(v) if isinstance(v, datetime) else v for v in row) for row in plain)
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", given)


def _say(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def measure(data: Path, first: int, due: int) -> tuple[float, float]:
    """(wall, processor) seconds of a tick at the median; the first round only warms up."""
    from levee.flow import TICK, follow
    from levee.flow.ticking import Ticking
    from levee.site.hands import hands
    from levee.store.models import OutboxRow

    walls, cpus = [], []
    for number in range(first, first + ROUNDS):
        story = Ticking(hands=hands(data), now=START + timedelta(seconds=number))
        owed = OutboxRow.objects.count()
        wall, cpu = time.perf_counter(), time.process_time()
        told = follow(TICK, story).story
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
        assert told.faults == (), told.faults[:3]
        assert len(told.fired) == len(told.awake) == due, (len(told.fired), len(told.awake))
        assert OutboxRow.objects.count() == owed + due
    return statistics.median(walls[1:]), statistics.median(cpus[1:])


def run(count: int, url: str) -> list[Measured]:
    """Both series on one store: the same number due, and 0.1 % of what is open."""
    share = max(1, count // 1000)
    sizes = [DUE] * ROUNDS + ([share] * ROUNDS if share != DUE else [])
    with store(url) as data:
        begun = time.perf_counter()
        fill(count, sizes)
        filled, found = time.perf_counter() - begun, []
        for first, due in enumerate(sizes):
            if first % ROUNDS == 0:
                wall, cpu = measure(data, first, due)
                name = "PostgreSQL" if url else "SQLite"
                found.append(
                    Measured(database=name, open=count, due=due, wall_s=wall, cpu_s=cpu,
                             filled_s=filled)
                )  # fmt: skip
        return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("open", type=int)
    parser.add_argument("--url", default="")
    asked = parser.parse_args()
    for one in run(asked.open, asked.url):
        print(json.dumps(asdict(one) | {"rate": one.rate}))
