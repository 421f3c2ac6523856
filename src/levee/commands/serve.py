"""How does Levee stay up: the pages, the background worker, or both in one process?"""

import ipaddress
import os
import socket
from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, Json, Now, plain, says, shows
from levee.model.problem import Problem

HERE = "http://127.0.0.1:8000"
HANG_UP_S = 3  #: live streams never end by themselves; Ctrl-C waits this long for them

Host = Annotated[str, typer.Option(help="the address to listen on")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="the port; 0 takes a free one")]
Worker = Annotated[bool, typer.Option("--worker/--no-worker", help="do background jobs here too")]
Serve = Annotated[bool, typer.Option("--serve/--no-serve", help="serve the pages")]
SuiteFolder = Annotated[
    Path | None, typer.Option("--suite", help="the folder with the suite.toml to run from now on")
]


def up(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    worker: Worker = True,
    serve: Serve = True,
    suite: SuiteFolder = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Set the house up, then serve the pages and do the background jobs until Ctrl-C."""
    fresh = not (data / "keys").exists()
    with frame.at_home(data, now, json) as home:
        if suite is not None:
            _remember(home.data, suite)
        from levee.site import invitations

        body = {
            "data": str(data.absolute()),
            "made": fresh,
            "contract": home.hands.desk.contract().version,
            "url": f"http://{host}:{port}/" if serve else "",
            "first_admin": "" if serve else _first_admin(invitations.first_admin(home.now), HERE),
        }
        frame.answer(body, json, lambda: _show(body))
    if serve:
        if now:  # what serves from here on takes it as the present
            os.environ["LEVEE_NOW"] = now
        serve_forever(data, host, port, worker)


def _remember(data: Path, suite: Path) -> None:
    from levee.site import bench

    bench.suite(data, str(suite))  # refused before it is remembered
    bench.remember_suite(data, suite)


def _show(body: dict[str, Any]) -> None:
    word = "set up" if body["made"] else "ready"
    shows.print(f"{body['data']} is {word}, contract {body['contract']}")
    if body["first_admin"]:
        shows.print(f"be the first admin, once: [bold]{body['first_admin']}[/bold]")


def _first_admin(path: str, here: str) -> str:
    """Where the first admin is made; empty where there is one."""
    return f"{os.environ.get('LEVEE_URL', here).rstrip('/')}{path}" if path else ""


def serve_forever(
    data: Path, host: str = "127.0.0.1", port: int = 8000, worker: bool = True
) -> None:
    """The pages of a data folder that is set up, until Ctrl-C. A taken port is exit code 1."""
    os.environ["LEVEE_DATA"] = str(data.absolute())
    os.environ["LEVEE_EMBEDDED_WORKER"] = "1" if worker else "0"
    listening = _listen(host, port)
    here = _url(listening)
    os.environ.setdefault("LEVEE_URL", here)  # for links in mails
    says.print(f"the pages are at [bold]{here}[/bold] (Ctrl-C ends)")
    _invite_first_admin(here)
    if not _is_loopback(host):
        says.print("put TLS before it and set LEVEE_HTTPS=1: passwords travel on this address")
    _serve(listening)


def _invite_first_admin(here: str) -> None:
    """A link on this terminal, as long as nobody used it: also after a restart."""
    from django.conf import settings

    from levee.site import invitations
    from levee.site.clock import clock

    settings.URL = os.environ["LEVEE_URL"].rstrip("/")
    if link := _first_admin(invitations.first_admin(clock()), here):
        says.print(f"be the first admin, once: [bold]{plain(link)}[/bold]", soft_wrap=True)


def _listen(host: str, port: int) -> socket.socket:
    """Bound before anything is said, so that what is said is true."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        why = f"{host}:{port} cannot be listened on: {error.strerror}; --port names another one"
        frame.refuse((Problem("--port", why),), False, Exit.NOT_HELD)
    listening.listen(128)
    return listening


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _serve(listening: socket.socket) -> None:
    import uvicorn

    from levee.site.protocol import Bounded

    config = uvicorn.Config(
        "levee.site.asgi:application",
        http=Bounded,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=HANG_UP_S,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        says.print("down")


def worker(
    queue: Annotated[str, typer.Option(help="default, lab or webhooks; empty: all")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Only the background jobs, until Ctrl-C: for one process a queue beside the pages."""
    if queue not in ("", "default", "lab", "webhooks"):
        frame.refuse(
            (Problem("--queue", f"{queue!r} is neither default, lab nor webhooks"),), False
        )
    os.environ["LEVEE_WORKER_QUEUE"] = queue
    with frame.at_home(data, "", False):
        from django.core.management import call_command

        says.print(f"doing the jobs of {queue or 'every queue'} (Ctrl-C ends)")
        call_command("dj_queue")
