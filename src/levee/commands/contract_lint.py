"""`levee contract lint`: does this contract have holes, and on which lines?"""

from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

from levee.commands import contract_texts, frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, Json, Now, plain, shows
from levee.contract.load import Contract, placed
from levee.desk.lint import Proof, prove
from levee.desk.timetable import BeyondHorizonError
from levee.model.problem import Problem, Rejected


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
        proof = proved(contract, at)
        found = placed(proof.findings, contract, name)
        body = _told(contract, proof, found, round(perf_counter() - begun, 3))
        frame.answer(body, json, lambda: _show(body, name))
        if found:
            frame.leave(Exit.NOT_HELD)


def proved(contract: Contract, at: datetime) -> Proof:
    """The proof, unless it would reach beyond the years that calendars can speak about."""
    try:
        return prove(contract, at)
    except (BeyondHorizonError, OverflowError) as error:
        raise Rejected((Problem("--now", str(error)),)) from None


def _told(
    contract: Contract, proof: Proof, found: tuple[Problem, ...], seconds: float
) -> dict[str, Any]:
    return {
        "contract": contract.version,
        "clean": not found,
        "findings": [{"where": p.where, "what": p.what} for p in found],
        "proved_over": {
            "combinations": proof.combinations,
            "rules": proof.rules,
            "duties": proof.duties,
            "rungs": proof.rungs,
            "calendars": proof.calendars,
            "from": proof.start.isoformat(),
            "to": proof.end.isoformat(),
        },
        "seconds": seconds,
    }


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
