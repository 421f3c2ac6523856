"""How do clients' live stacks come in, and how far do the heaviest of them reach?"""

from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, shows


def take_in(
    file: Annotated[Path, typer.Argument(help="JSON lines, one installation each")],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Take in what clients run. The latest report of a client replaces the one before it."""
    with frame.at_home(data, now, json) as home:
        from levee.commands.lab import read_text
        from levee.desk import installations
        from levee.store import stacks

        lines = read_text(file).splitlines()
        product = home.hands.desk.contract().file.product
        found = installations.read(lines, product, home.now, str(file))
        number = stacks.report(found)
        body = {"taken_in": number, "stacks": len({i.stack.digest for i in found})}
        frame.answer(body, json, lambda: _show(body))


def _show(body: dict[str, Any]) -> None:
    shows.print(f"{body['taken_in']} installations in {body['stacks']} distinct stacks")


def coverage(
    top: Annotated[int, typer.Option(help="how many points to print")] = 20,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Which share of clients and traffic the top N stacks match."""
    with frame.at_home(data, now, json) as home:
        from levee.lab import fleet

        days = home.hands.desk.contract().file.lab.active_days
        active = fleet.active(home.hands.lab.fleet(), home.now, days)
        points = fleet.curve(active)[:top]
        body = {
            "points": [{"top": p.top, "clients": p.clients, "traffic": p.traffic} for p in points]
        }
        frame.answer(body, json, lambda: _show_curve(body))


def _show_curve(body: dict[str, Any]) -> None:
    for point in body["points"]:
        bar = "█" * round(point["clients"] * 40)
        shows.print(
            f"{point['top']:>4} {point['clients']:>6.1%} of clients "
            f"{point['traffic']:>6.1%} of traffic {bar}"
        )
