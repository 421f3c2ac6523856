"""What can be asked of a channel: show, move, advance, roll back, read its manifest?"""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, says, shows
from levee.commands.lab import SuiteName, read_stack, read_text
from levee.connect.json_file import read_json
from levee.model.problem import Problem, Rejected

Name = Annotated[str, typer.Argument(metavar="CHANNEL", help="a channel of the contract")]
By = Annotated[str, typer.Option("--by", help="who does it: a person of the contract")]
Expect = Annotated[
    int | None, typer.Option("--version", help="the version that you saw; another one is refused")
]


def _desk(home: House, data: Path, name: str, by: str = "") -> Any:
    from levee.site.channels import Desk

    return Desk(hands=home.hands, data=data.absolute(), name=name, by=by, now=home.now)


def show(
    name: Annotated[str, typer.Argument(metavar="[CHANNEL]")] = "",
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Where each channel points, how far its move is, and when its window opens."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import channels

        names = [name] if name else list(home.hands.desk.contract().file.channels)
        found = [channels.shown(channels.story(_desk(home, data, n))) for n in names]
        frame.answer({"channels": found}, json, lambda: _show(found))


def _show(found: list[dict[str, Any]]) -> None:
    for body in found:
        release, window = body["release"], body["window"]
        shows.print(f"[bold]{body['channel']}[/bold] (version {body['version']})")
        if release:
            shows.print(
                f"  {release['stack'][:12]} for {body['share']:.0%} since {release['since'][:16]}"
            )
        if body["previous"]:
            shows.print(f"  {body['previous']['stack'][:12]} for the rest")
        if not release:
            shows.print(f"  points to nothing. {plain(body['mitigation'] or '')}")
        if body["candidate"]:
            shows.print(f"  a fix is being verified: {body['candidate'][:12]}")
        word = "open" if window["open"] else f"opens {window['opens'][:16]}"
        shows.print(f"  rollout window: {word}")


def calendar(
    name: Annotated[str, typer.Argument(metavar="[CHANNEL]")] = "",
    month: Annotated[str, typer.Option(help="such as 2026-11; default: this one")] = "",
    ics: Annotated[Path | None, typer.Option("--ics", help="write three months as a file")] = None,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """A month of the channels: windows, freezes, moves, next steps, expiring certificates."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import rollout_calendar
        from levee.site.shown import rollout_calendar as shown

        if ics is not None:
            _write(ics, shown.as_file(home.hands, home.now, name))
        body = rollout_calendar.report(home.hands, month, home.now, name)
        frame.answer(body, json, lambda: _show_month(body))


def _write(file: Path, body: bytes) -> None:
    try:
        file.write_bytes(body)
    except OSError as error:
        raise Rejected((Problem("--ics", f"{file} cannot be written: {error.strerror}"),)) from None


def _show_month(body: dict[str, Any]) -> None:
    shows.print(f"[bold]{body['month']}[/bold]")
    for one in body["entries"]:
        about = one["title"] or (one["stack"] or "")[:12]
        until = f" to {one['until'][11:16]}" if one["until"] else ""
        what = one["kind"].replace("_", " ")
        words = f"  {one['day']}  {about}: {what}, {one['at'][11:16]}{until} UTC {one['why']}"
        shows.print(plain(words.rstrip()))


def move(
    name: Name,
    stack: Annotated[str, typer.Argument(help="a Stack file, or a digest this store knows")],
    by: By,
    version: Expect = None,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Begin to offer a certified Stack: in the rollout window, at the first step."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import channels

        desk = _desk(home, data, name, by)
        _answer(channels.move(desk, read_stack(home, stack), version), desk, json)


def advance(
    name: Name,
    by: By,
    version: Expect = None,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Offer it to the next share of clients."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import channels

        desk = _desk(home, data, name, by)
        _answer(channels.advance(desk, version), desk, json)


def rollback(
    name: Name,
    by: By,
    reason: Annotated[str, typer.Option(help="why it is taken back")],
    version: Expect = None,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Take the release back for everybody, at once, whatever the window says."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import channels
        from levee.site.jobs import sweep

        desk = _desk(home, data, name, by)
        event = channels.roll_back(desk, reason, version)
        sweep(home.now)
        _answer(event, desk, json)


def _answer(event: Any, desk: Any, json: bool) -> None:
    from levee.site import channels

    body = channels.shown(channels.story(desk)) | {"reason": event.reason}
    frame.answer(body, json, lambda: shows.print(plain(event.reason)))


def manifest(
    name: Name,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="a file")] = None,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
) -> None:
    """The channel's signed manifest, as updaters fetch it."""
    with frame.at_home(data, now, False, suite) as home:
        from levee.site import channels

        text = channels.signed(_desk(home, data, name))
        if output is None:
            sys.stdout.write(text)
        else:
            output.write_text(text, encoding="utf-8")


def follow(
    file: Annotated[Path, typer.Argument(help="a manifest that was fetched")],
    key: Annotated[Path, typer.Option(help="the vendor's public key: PEM, or `levee keys vendor`")],
    client: Annotated[str, typer.Option(help="the client that follows the channel")],
    channel: Annotated[str, typer.Option(help="the channel that is expected")] = "",
    seen: Annotated[int, typer.Option(help="the highest sequence that was followed before")] = 0,
    lock_to: Annotated[Path | None, typer.Option(help="write the lock file to follow")] = None,
    now: Now = "",
    json: Json = False,
) -> None:
    """What an updater may install: needs no store. Exit 1 for a manifest that does not hold."""
    with frame.polite(json):
        from levee.site.following import follow as story

        wish = (channel, client, seen)
        found = story(read_text(file), read_text(key), wish, frame.moment(now))
        body = {
            "holds": not found.faults,
            "faults": list(found.faults),
            "sequence": found.read.sequence if found.read else None,
            "stack": found.release["stack"] if found.release else None,
            "mitigation": (found.read.mitigation or None) if found.read else None,
        }
        if lock_to and found.release:
            lock_to.write_text(found.release["lock"], encoding="utf-8")
        frame.answer(body, json, lambda: _show_followed(body))
        if found.faults:
            frame.leave(Exit.NOT_HELD)


def _show_followed(body: dict[str, Any]) -> None:
    for fault in body["faults"]:
        says.print(f"[bold red]does not hold[/bold red] {plain(fault)}")
    if body["stack"]:
        shows.print(f"follow stack {body['stack']} (sequence {body['sequence']})")
    elif body["holds"]:
        shows.print(f"nothing is offered. {plain(body['mitigation'] or '')}")


def pins(
    file: Annotated[Path, typer.Argument(help="a requirements file or package-lock.json")],
    json: Json = False,
) -> None:
    """Is it strictly pinned? Exact versions with hashes; every other line is named."""
    with frame.polite(json):
        from levee.repair import pinning

        found = pinning.problems(read_text(file), str(file))
        body = {
            "pinned": not found,
            "problems": [{"where": p.where, "what": p.what} for p in found],
        }
        frame.answer(body, json, lambda: _show_pins(body))
        if found:
            frame.leave(Exit.NOT_HELD)


def _show_pins(body: dict[str, Any]) -> None:
    for problem in body["problems"]:
        shows.print(f"{plain(problem['where'])}: {plain(problem['what'])}")
    if body["pinned"]:
        shows.print("strictly pinned")


def declare(
    file: Annotated[Path, typer.Argument(help="a declaration (JSON), or a list of them")],
    by: By,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Put the ranges that a plugin supports on record: its dependency contract."""
    with frame.at_home(data, now, json) as home:
        from levee.site import channels

        found = channels.declare(home.hands, read_json(file, str(file)), by, home.now)
        body = {"declared": [one.plugin for one in found]}
        frame.answer(body, json, lambda: shows.print(f"{len(found)} declarations are on record"))


def compare(
    suite: SuiteName = "", data: Data = DEFAULT_DATA, now: Now = "", json: Json = False
) -> None:
    """Declared beside observed, over every Run of the suite. Exit 1 where a contract is broken."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import channels

        rows = channels.compared(home.hands)
        frame.answer({"differences": rows}, json, lambda: _show_compared(rows))
        if any(row["agreement"] == "broken" for row in rows):
            frame.leave(Exit.NOT_HELD)


def _show_compared(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        shows.print(f"{row['agreement']:<12} {plain(row['plugin'])}: {plain(row['reason'])}")
    if not rows:
        shows.print("what is declared and what was seen agree")
