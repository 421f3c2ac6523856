"""What differs between two contracts, and how does another one come into force?"""

from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import contract_texts, frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, shows
from levee.contract.load import Contract, placed
from levee.site import stories_contract

IN_FORCE = "in-force"
Side = Annotated[str, typer.Argument(help=f"a contract file, or `{IN_FORCE}`")]


def diff(a: Side, b: Side, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Which settings differ, and which open tickets get other deadlines, owners, severities."""
    with frame.polite(json):
        before, after = (_side(side, data) for side in (a, b))
        body = {
            "settings": stories_contract.differing_settings(before, after),
            "tickets": _tickets(before, after, data, now),
        }
        frame.answer(body, json, lambda: _show(body))


def adopt(
    file: Annotated[Path, typer.Argument(help="a contract file")],
    move_open: Annotated[
        bool, typer.Option("--move-open", help="Open tickets go on under it; used time is kept.")
    ] = False,
    by: Annotated[str, typer.Option(help="who decides this")] = "operator",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Put a contract in force. One with faults or holes leaves the old one in force."""
    with frame.polite(json):
        contract = contract_texts.read(file)
        proof = stories_contract.proved(contract, frame.moment(now))
        if proof.findings:
            frame.refuse(placed(proof.findings, contract, str(file)), json, Exit.NOT_HELD)
    with frame.at_home(data, now, json) as home:
        _put_in_force(home, contract, move_open, by, json)


def _put_in_force(home: House, contract: Contract, moves: bool, by: str, json: bool) -> None:
    from levee.site import adopting

    if moves and (homeless := adopting.homeless(contract)):
        frame.refuse(homeless, json, Exit.NOT_HELD)
    old = home.hands.desk.contract()
    body = {
        "contract": contract.version,
        "before": old.version,
        "settings": stories_contract.differing_settings(old, contract),
        "tickets": adopting.listed(adopting.differences(contract, home.now)) if moves else [],
    }
    if not json:
        _show(body)
    moved = adopting.adopt(home.hands, contract, home.now, by, moves)
    body["moved"] = list(moved)
    said = f"contract {contract.version} is in force; {len(moved)} open tickets moved to it"
    frame.answer(body, json, lambda: shows.print(said))


def _side(side: str, data: Path) -> Contract:
    if side == IN_FORCE:
        return contract_texts.in_force(data)
    return contract_texts.read(Path(side))


def _tickets(before: Contract, after: Contract, data: Path, now: str) -> list[dict[str, Any]]:
    """Of the data folder, where there is one; nothing is made by asking."""
    at = frame.moment(now)
    if not contract_texts.begun(data):
        return []
    frame.wire(data)
    from levee.site import adopting

    return adopting.listed(adopting.differences(after, at, before))


def _show(body: dict[str, Any]) -> None:
    for setting in body["settings"]:
        shows.print(plain(f"{setting['path']}: {setting['before']} -> {setting['after']}"))
    for ticket in body["tickets"]:
        shows.print(f"[bold]{ticket['ticket']}[/bold] {plain(ticket['title'])}")
        for change in ticket["changes"]:
            before, after = (change[side] or "none" for side in ("before", "after"))
            shows.print(plain(f"  {change['what']}: {before} -> {after}"))
    shows.print(f"{len(body['settings'])} settings and {len(body['tickets'])} open tickets differ")
