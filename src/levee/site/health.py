"""Is this server fit to work? Counts and names, never a secret, never who the tickets are of."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dj_queue.models import FailedExecution, Process, ReadyExecution
from django.db import DatabaseError, connection

from levee.model.problem import Rejected, Unknown
from levee.site import setting_up
from levee.site.hands import LeveeHands
from levee.store import outbox, waking
from levee.store.sealed import Seal

LATE = timedelta(minutes=5)  #: the tick goes each minute
LEAST_FREE = 500_000_000  #: bytes
type Said = tuple[bool, str]


def health(hands: LeveeHands, data: Path, now: datetime) -> dict[str, Any]:
    """Each part by itself, so that one that is broken hides no other; a fixed number of questions
    to the database, however much there is."""
    checks: dict[str, Callable[[], Said]] = {
        "store": _store,
        "contract": lambda: (True, f"{hands.desk.contract().version} is in force"),
        "suite": lambda: (True, f"{hands.lab.suite().name} is run"),
        "clocks": lambda: _clocks(now),
        "outbox": lambda: _outbox(now),
        "queue": lambda: _queue(now),
        "seal": lambda: _seal(data),
        "disk": lambda: _disk(data),
    }
    found = [_tried(name, check) for name, check in checks.items()]
    whole = all(one["ok"] for one in found)
    return {"whole": whole, "version": version("levee"), "at": now.isoformat(), "checks": found}


def _tried(name: str, check: Callable[[], Said]) -> dict[str, Any]:
    try:
        ok, said = check()
    except Rejected as error:
        ok, said = False, "; ".join(problem.what for problem in error.problems)
    except Unknown as error:
        ok, said = False, str(error)
    except (DatabaseError, OSError) as error:
        ok, said = False, f"does not answer ({type(error).__name__})"
    return {"name": name, "ok": ok, "said": said}


def _store() -> Said:
    if setting_up.is_due():
        return False, f"{connection.vendor}: its tables are not up to date"
    return True, f"{connection.vendor} answers, its tables are up to date"


def _clocks(now: datetime) -> Said:
    late = waking.late(now - LATE)
    return not late, f"{late} tickets were to be looked at 5 minutes ago or earlier"


def _outbox(now: datetime) -> Said:
    owed, given_up = outbox.owed(now - LATE)
    said = f"{owed} are owed for 5 minutes or longer, {given_up} were given up"
    return not owed and not given_up, said


def _queue(now: datetime) -> Said:
    workers = Process.objects.filter(last_heartbeat_at__gte=now - LATE).count()
    ready, failed = ReadyExecution.objects.count(), FailedExecution.objects.count()
    said = f"{workers} processes work, {ready} jobs wait, {failed} failed"
    return workers > 0, said


def _seal(data: Path) -> Said:
    file = data / "keys" / "seal.key"
    there = Seal(file).given or file.is_file()
    return there, "there is a key for originals" if there else "the key for originals is missing"


def _disk(data: Path) -> Said:
    free = shutil.disk_usage(data).free
    return free >= LEAST_FREE, f"{free // 1_000_000:,} MB are free"
