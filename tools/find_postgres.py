"""Is there a PostgreSQL for the tests? Runs a command with LEVEE_DATABASE_URL set to one.

    find_postgres.py -- COMMAND [ARGUMENT...]

Looked for, in this order: the URL in LEVEE_TEST_POSTGRES; a server on 127.0.0.1:5432 or the
usual sockets that lets this user in; PostgreSQL's programs on this machine, from which a server
of its own is started in a temporary folder and ended with the command. In a server that was
there already, a database of its own is made and dropped.

Exits as the command does. Where none can be had it says so in one line that begins with
"PostgreSQL:" and exits 0; a LEVEE_TEST_POSTGRES that does not answer is an error (exit 2).
"""

import getpass
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

OLDEST = 15  # what this Django asks for
SOCKETS = ("/var/run/postgresql", "/tmp")
TUNING = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")

# The guard runs the server. When the other end of its input goes, also by a kill, the server is
# ended and its folder removed; when the server ends by itself, so does the guard.
GUARD = """
exec 3<&0
"$0" -D "$1/data" >"$1/log" 2>&1 </dev/null &
server=$!
{
    read -r never <&3
    while kill -INT "$server"; do sleep 0.2; done
    rm -rf "$1"
} 2>/dev/null &
wait "$server"
"""


class NotToBeHad(Exception):
    """Why there is no PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Server:
    """``url`` names a database to connect to; ``origin`` says in words where it came from.

    ``folder`` holds its socket, where it is reached by that and not by a host and port.
    """

    url: str
    origin: str
    folder: str = ""

    def connect(self) -> psycopg.Connection[TupleRow]:
        where: dict[str, Any] = {"host": self.folder} if self.folder else {}
        return psycopg.connect(self.url, autocommit=True, connect_timeout=3, **where)

    def environment(self, url: str) -> dict[str, str]:
        """What a program needs in order to reach the database ``url`` of this server."""
        where = {"PGHOST": self.folder} if self.folder else {}
        return os.environ | {"LEVEE_DATABASE_URL": url} | where


def say(text: str) -> None:
    print(f"PostgreSQL: {text}", flush=True)


def version_of(server: Server) -> int:
    """The major version; NotToBeHad when it does not answer or may not make databases."""
    may_create = "select rolsuper or rolcreatedb from pg_roles where rolname = current_user"
    try:
        with server.connect() as connection:
            major = connection.info.server_version // 10000
            row = connection.execute(may_create).fetchone()
    except psycopg.Error as error:
        raise NotToBeHad(str(error).strip().splitlines()[0]) from error
    if major < OLDEST:
        raise NotToBeHad(f"version {major} is too old, {OLDEST} is needed")
    if not row or not row[0]:
        raise NotToBeHad("this user may not make databases there")
    return major


def usual_servers() -> Iterator[Server]:
    for user in dict.fromkeys((getpass.getuser(), "postgres")):
        here = "running on this machine"
        yield Server(f"postgresql://{quote(user)}@127.0.0.1:5432/postgres", here)
        for folder in SOCKETS:
            if Path(folder, ".s.PGSQL.5432").exists():
                yield Server(f"postgresql://{quote(user)}@/postgres", here, folder)


def running_server() -> Server | None:
    if named := os.environ.get("LEVEE_TEST_POSTGRES"):
        server = Server(named, "named by LEVEE_TEST_POSTGRES")
        version_of(server)
        return server
    for server in usual_servers():
        try:
            version_of(server)
        except NotToBeHad:
            continue
        return server
    return None


@contextmanager
def own_database(server: Server) -> Iterator[str]:
    """The URL of a fresh database in a server that others use too."""
    name = f"levee_{secrets.token_hex(6)}"
    with server.connect() as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server.url)._replace(path=f"/{name}"))
    finally:
        with server.connect() as connection:
            drop = sql.SQL("drop database if exists {} with (force)")
            connection.execute(drop.format(sql.Identifier(name)))


def program_folders() -> Iterator[Path]:
    """Where initdb and postgres may lie, newest version first."""
    if server := shutil.which("postgres"):
        yield Path(server).resolve().parent
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, timeout=10)
        yield Path(answer.stdout.strip())
    for root in ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"):
        found = Path(root).glob("*/bin/postgres")
        numbered = [(int("0" + "".join(filter(str.isdigit, p.parts[-3]))), p) for p in found]
        yield from (path.parent for _, path in sorted(numbered, reverse=True))


def programs() -> Path:
    for folder in program_folders():
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return folder
    raise NotToBeHad(
        "none is running here and its programs are not installed"
        " (Debian: apt-get install postgresql; or set LEVEE_TEST_POSTGRES to a URL)"
    )


def ordinary_user() -> pwd.struct_passwd | None:
    """As whom to run the server: PostgreSQL refuses root. None when we are nobody special."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NotToBeHad("it refuses root, and there is no user postgres or nobody to run it as")


def start_guard(argv: list[str], user: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C ends the command first and the server after it."""
    return subprocess.Popen(
        argv, cwd="/", stdin=subprocess.PIPE, start_new_session=True, **as_user(user)
    )


def as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def initialise(folder: Path, user: pwd.struct_passwd | None) -> tuple[Path, str]:
    """A data folder that lets in only who knows the password; both are returned."""
    password, data, secret = secrets.token_hex(16), folder / "data", folder / "password"
    secret.write_text(password)
    if user:
        for path in (folder, secret):
            os.chown(path, user.pw_uid, user.pw_gid)
    argv = [str(programs() / "initdb"), "-D", str(data), "-U", "levee", "-E", "UTF8", "--no-sync"]
    argv += ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C"]
    argv += ["--auth=scram-sha-256", f"--pwfile={secret}"]
    made = subprocess.run(
        argv, cwd="/", capture_output=True, text=True, timeout=120, **as_user(user)
    )
    if made.returncode:
        raise NotToBeHad(f"initdb failed: {made.stderr.strip().splitlines()[-1]}")
    return data, password


def configure(data: Path, port: int) -> None:
    lines = [f"port={port}", "listen_addresses='127.0.0.1'", "unix_socket_directories=''"]
    with (data / "postgresql.auto.conf").open("a") as file:
        file.write("\n".join([*lines, *TUNING, ""]))


def wait_until_ready(guard: subprocess.Popen[bytes], server: Server, log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            version_of(server)
            return
        except NotToBeHad as trouble:
            if guard.poll() is not None or time.monotonic() > deadline:
                last = log.read_text(errors="replace").strip().splitlines()[-1:]
                raise NotToBeHad(f"the server did not start: {' '.join(last)}") from trouble
        time.sleep(0.1)


@contextmanager
def own_server() -> Iterator[Server]:
    user = ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="levee-postgres-"))
    try:
        data, password = initialise(folder, user)
        port = free_port()
        configure(data, port)
        argv = ["/bin/sh", "-c", GUARD, str(programs() / "postgres"), str(folder)]
        guard = start_guard(argv, user)
        try:
            url = f"postgresql://levee:{password}@127.0.0.1:{port}/postgres"
            server = Server(url, "started for this command")
            wait_until_ready(guard, server, folder / "log")
            yield server
        finally:
            guard.communicate(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_with(server: Server, argv: list[str]) -> int:
    say(f"version {version_of(server)}, {server.origin}")
    with own_database(server) as url:
        return subprocess.run(argv, env=server.environment(url)).returncode


def run(argv: list[str]) -> int:
    try:
        if server := running_server():
            return run_with(server, argv)
    except NotToBeHad as reason:
        say(f"LEVEE_TEST_POSTGRES cannot be used: {reason}")
        return 2
    try:
        with own_server() as server:
            return run_with(server, argv)
    except NotToBeHad as reason:
        say(f"not tried, {reason}")
        return 0


def main(argv: list[str]) -> int:
    if argv[:1] != ["--"] or len(argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    # A termination unwinds like any other end, so that server and folder go.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    return run(argv[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
