"""Is somebody else at this already, here or on another machine?"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def alone(name: str, folder: Path) -> Iterator[bool]:
    """True for one at a time, False at once for everybody else.

    However the one ends, killed too, the next may begin: PostgreSQL lets go with the session,
    and the system with the process. SQLite has one machine, so a file there is enough.
    """
    digest = hashlib.sha256(name.encode()).digest()
    held = _session(digest) if connection.vendor == "postgresql" else _file(digest, folder)
    with held as mine:
        yield mine


@contextmanager
def _session(digest: bytes) -> Iterator[bool]:
    key = int.from_bytes(digest[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def _file(digest: bytes, folder: Path) -> Iterator[bool]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{digest.hex()[:32]}.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _taken(descriptor)
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
