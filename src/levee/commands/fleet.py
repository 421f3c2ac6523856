"""How do clients' live stacks come in, and how far do the heaviest of them reach?"""

from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows
from levee.model.problem import Problem, Rejected

#: (way, what it is called, the mark of its curve: told by more than its colour)
WAYS = (
    ("exact", "the exact version", "#"),
    ("channel", "the release of a channel, or the exact version", "+"),
    ("plugins", "the plugin set, at any version", "."),
)


def init(
    file: Annotated[Path, typer.Argument(help="the file to write")] = Path("fleet.jsonl"),
    json: Json = False,
) -> None:
    """Write a fleet of three clients, for the product of the shipped contract. A file that is
    there is left alone."""
    with frame.polite(json):
        from levee.site import starters

        try:
            starters.write_fleet(file)
        except FileExistsError:
            raise Rejected((Problem(str(file), "is there already; name another file"),)) from None
        except OSError as error:
            why = f"cannot be written: {error.strerror}"
            raise Rejected((Problem(str(file), why),)) from None
        frame.answer(
            {"file": str(file)}, json, lambda: shows.print(f"wrote {frame.plain(str(file))}")
        )


def take_in(
    file: Annotated[Path, typer.Argument(help="JSON lines, or CSV with a heading")],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Take in what clients run. The latest report of a client replaces the one before it."""
    with frame.at_home(data, now, json) as home:
        from levee.connect import limited_file
        from levee.site import stories_fleet

        lines = limited_file.lines(file)
        body = stories_fleet.report(home.hands, lines, str(file), home.now)
        frame.answer(body, json, lambda: _show(body))


def _show(body: dict[str, Any]) -> None:
    shows.print(f"{body['taken_in']} installations in {body['stacks']} distinct stacks")


def coverage(
    top: Annotated[int, typer.Option(min=1, max=10_000, help="how many points")] = 20,
    svg: Annotated[Path | None, typer.Option("--svg", help="draw the curve into this file")] = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Which share of clients and traffic the top N reach, by version, channel and plugin set."""
    with frame.at_home(data, now, json) as home:
        from levee.site import curves, stories_fleet

        body = stories_fleet.coverage(home.hands, top, home.now)
        if svg is not None:
            _write(svg, curves.svg(body, WAYS))
        frame.answer(body, json, lambda: _show_curves(body))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Rejected((Problem("--svg", f"{file} cannot be written: {error.strerror}"),)) from None


def _show_curves(body: dict[str, Any]) -> None:
    from levee.site import curves

    shows.print(f"{body['clients']} active clients run {body['stacks']} distinct stacks")
    for name, title, mark in WAYS:
        way = body["ways"][name]
        needed = way["needed"]
        words = f"{needed} of {way['groups']} reach {body['target_share']:.0%} of traffic"
        shows.print(f"  {mark} by {title}: {words if needed else 'nobody is there'}")
    if not body["points"]:
        return
    shows.print("\n top      exact          channel        plugin set   (clients / traffic)")
    for place in range(max(len(body["ways"][name]["points"]) for name, _, _ in WAYS)):
        cells = (_cell(body["ways"][name]["points"], place) for name, _, _ in WAYS)
        shows.print(f"{place + 1:>4} {'  '.join(cells)}")
    shows.print(curves.plot(body, WAYS), markup=False, highlight=False)


def _cell(points: list[dict[str, Any]], place: int) -> str:
    if place >= len(points):
        return " " * 15
    return f"{points[place]['clients']:>6.1%} / {points[place]['traffic']:>6.1%}"


def uncovered(
    reason: Annotated[str, typer.Option(help="only those left out for this reason")] = "",
    plugin: Annotated[str, typer.Option(help="only those with a plugin called so")] = "",
    top: Annotated[int, typer.Option(min=1, max=100_000, help="how many at most")] = 50,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Each live stack that no certificate covers, heaviest first, and why not."""
    with frame.at_home(data, now, json) as home:
        from levee.lab.uncovered import Reason
        from levee.site import covering

        known = [each.value for each in Reason]
        if reason and reason not in known:
            raise Rejected((Problem("--reason", f"is one of {', '.join(known)}"),))
        wanted = Reason(reason) if reason else None
        found = covering.left_out(home.hands, home.now, wanted, plugin)
        body = {"found": len(found), "stacks": found[:top]}
        frame.answer(body, json, lambda: _show_uncovered(body))


def _show_uncovered(body: dict[str, Any]) -> None:
    shows.print(f"{body['found']} stacks that clients run are not covered by a certificate")
    for row in body["stacks"]:
        weight = f"{row['clients']} clients, traffic {row['traffic']:g}"
        why = f": {plain(row['why'][:200])}" if row["why"] else ""
        shows.print(f"  {row['stack'][:12]} {row['reason'].replace('_', ' ')} ({weight}){why}")
