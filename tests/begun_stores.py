"""Where do a command's tables come from in tests? Made once in a run, and copied for each test."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

SET_UP = "import sys, pathlib, levee.commands.frame as f; f.wire(pathlib.Path(sys.argv[1]))"


@contextmanager
def database(template: str = "template1") -> Iterator[dict[str, str]]:
    """On PostgreSQL a database for one data folder, as the environment names it; else nothing."""
    url = os.environ.get("LEVEE_DATABASE_URL", "")
    if not url:
        yield {}
        return
    name = f"levee_{secrets.token_hex(6)}"
    made = sql.SQL("create database {} template {}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield {"LEVEE_DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            drop = sql.SQL("drop database if exists {} with (force)")
            connection.execute(drop.format(sql.Identifier(name)))


@dataclass(frozen=True)
class Begun:
    """A store with its tables and nothing in them: a folder, and on PostgreSQL its database."""

    data: Path
    named: Mapping[str, str]

    @contextmanager
    def copied(self, data: Path) -> Iterator[dict[str, str]]:
        """The same in ``data``, whose keys its first command makes."""
        data.mkdir()
        if url := self.named.get("LEVEE_DATABASE_URL"):
            with database(urlsplit(url).path.lstrip("/")) as named:
                yield named
        else:
            shutil.copy(self.data / "levee.sqlite3", data)
            yield {}


@contextmanager
def begun(data: Path, environment: Mapping[str, str]) -> Iterator[Begun]:
    with database() as named:
        argv = [sys.executable, "-c", SET_UP, str(data)]
        subprocess.run(argv, env={**environment, **named}, check=True, timeout=120)
        yield Begun(data, named)
