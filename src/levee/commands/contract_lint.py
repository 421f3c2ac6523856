"""`levee contract lint`: does this contract have holes, and on which lines?"""

from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

from levee.commands import contract_texts, frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, Json, Now, plain, shows
from levee.site import stories_contract


def lint(
    file: Annotated[
        Path | None, typer.Argument(help="a contract file; else the one in force")
    ] = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Prove that the contract has no holes, or show a counter-example for each."""
    with frame.polite(json):
        begun = perf_counter()
        at = frame.moment(now)
        contract = contract_texts.read(file) if file else contract_texts.in_force(data)
        name = str(file) if file else f"contract {contract.version}"
        body = stories_contract.proof(contract, name, at)
        body["seconds"] = round(perf_counter() - begun, 3)
        frame.answer(body, json, lambda: _show(body, name))
        if not body["clean"]:
            frame.leave(Exit.NOT_HELD)


def _show(body: dict[str, Any], name: str) -> None:
    for finding in body["findings"]:
        shows.print(plain(f"{finding['where']}: {finding['what']}"))
    over = body["proved_over"]
    shows.print(
        f"{plain(name)}: {over['combinations']:,} combinations by {over['rules']} rules, "
        f"{over['duties']} duties and {over['rungs']} rungs until {over['to'][:10]}, "
        f"{over['calendars']} calendars"
    )
    said = "no holes" if body["clean"] else f"{len(body['findings'])} findings"
    shows.print(f"{said} ({body['seconds']:.2f} s)")
