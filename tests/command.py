"""The `levee` command as a process of its own, on a data folder of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SOURCE = Path(__file__).resolve().parents[1] / "src"
NOW = "2026-03-02T09:00:00+00:00"


@dataclass(frozen=True, kw_only=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, kw_only=True)
class Levee:
    """``levee.say("tick", "--json")``; never a traceback, whatever it is asked."""

    data: Path
    folder: Path
    environment: Mapping[str, str]

    def argv(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "levee.cli", *words, "--data", str(self.data)]

    def say(self, *words: str, now: str = NOW, **environment: str) -> Said:
        done = subprocess.run(
            [*self.argv(*words), *(["--now", now] if now else [])],
            env={**self.environment, **environment},
            capture_output=True,
            timeout=120,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in err, err
        return Said(code=done.returncode, out=out, err=err)

    def intake(self, body: Any, *words: str, name: str = "ticket.json") -> Said:
        return self.say("intake", str(self.file(body, name)), *words)

    def file(self, body: Any, name: str = "ticket.json") -> Path:
        path = self.folder / name
        path.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
        return path

    def kept(self) -> bytes:
        """Everything that lies in the data folder and in the database."""
        files = [p.read_bytes() for p in sorted(self.data.rglob("*")) if p.is_file()]
        return b"\n".join([*files, *self._rows()])

    def _rows(self) -> Iterator[bytes]:
        url = self.environment.get("LEVEE_DATABASE_URL")
        if not url:
            return
        with psycopg.connect(url) as connection:
            tables = connection.execute("select tablename from pg_tables where schemaname='public'")
            for (table,) in tables.fetchall():
                rows = sql.SQL("select t::text from {} t").format(sql.Identifier(table))
                yield from (row[0].encode() for row in connection.execute(rows))


def environment(cache: Path) -> dict[str, str]:
    """Compiled once: beside the source, or in ``cache`` where nothing may be written there."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LEVEE_")}
    if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
        kept["PYTHONPYCACHEPREFIX"] = str(cache)
    kept["PYTHONPATH"] = str(SOURCE)
    return kept | {"PYTHONWARNINGS": "error::DeprecationWarning"}
