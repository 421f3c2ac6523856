"""What does the demo vendor's shop sell? The databases that every check is asked about."""

import contextlib
import sqlite3
from pathlib import Path

HERE = Path(__file__).resolve().parent


def make(folder: Path) -> None:
    """``shop.db``, and ``archive.db`` which is served as immutable; both new."""
    for name in ("shop", "archive"):
        (folder / f"{name}.db").unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(folder / f"{name}.db")) as database:
            database.executescript((HERE / f"{name}.sql").read_text(encoding="utf-8"))
