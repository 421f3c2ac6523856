"""`levee contract due`: when is it due by this calendar, and how does that come about?"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Never

import typer
from rich.console import Console
from rich.table import Column, Table
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from levee.commands.contract_texts import in_force, read
from levee.commands.frame import DEFAULT_DATA, Data
from levee.contract import calendars
from levee.contract.schema import ContractFile
from levee.desk.due import answer
from levee.model.calendar import Calendar
from levee.model.problem import Problem, Rejected, Unknown
from levee.site import deadline


def due(
    calendar: Annotated[str, typer.Option(help="A calendar of the contract.")] = "",
    start: Annotated[str, typer.Option(help="ISO 8601 with its UTC offset.")] = "",
    target: Annotated[str, typer.Option(help="4h, 1h30m, end of day, 2 working days.")] = "",
    pause: Annotated[list[str] | None, typer.Option(help="START/END, or START/ (runs on).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    contract: Annotated[
        Path | None, typer.Option(help="A contract file; else the one in force.")
    ] = None,
    data: Data = DEFAULT_DATA,
    cases: Annotated[Path | None, typer.Option(help="A file of JSON lines, one case each.")] = None,
) -> None:
    """Show a deadline with its derivation, or answer a file of cases."""
    lines = _lines(cases) if cases else []
    known = load(contract) if contract else _in_force(data)
    if cases:
        for line in answers(lines, known):
            typer.echo(line)
        return
    found = deadline.explained(known, calendar, start, target, pause or [])
    if isinstance(found, tuple):
        _refuse(*found)
    typer.echo(json.dumps(found, indent=2)) if as_json else _show(found)


def _lines(cases: Path) -> list[str]:
    try:
        return cases.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        _refuse(Problem("--cases", str(error)))


def answers(lines: list[str], known: Mapping[str, Calendar]) -> Iterator[str]:
    """One JSON line for each case; a bad one gets its error and the others go on."""
    for line in filter(str.strip, lines):
        try:
            case = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield json.dumps({"id": None, "error": f"not JSON: {error}"})
        else:
            yield json.dumps(answer(case, known))


def _in_force(data: Path) -> Mapping[str, Calendar]:
    """Of the contract in force in the data folder; without one, of the shipped one."""
    try:
        return in_force(data).calendars
    except (Rejected, Unknown) as error:
        problems = error.problems if isinstance(error, Rejected) else ()
        _refuse(*problems or (Problem("--data", str(error)),))


def load(contract: Path) -> Mapping[str, Calendar]:
    """The calendars of a contract file; ends with exit code 2 and every problem when it can't.

    A whole contract is read as strictly as anywhere. A file that lacks sections (a conformance
    set has only `calendars:`) gives what it has.
    """
    try:
        text = contract.read_text(encoding="utf-8")
        data = YAML(typ="safe").load(text)
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        _refuse(Problem("--contract", str(error)))
    needed = {key for key, field in ContractFile.model_fields.items() if field.is_required()}
    if isinstance(data, dict) and needed <= data.keys():
        return _strict(contract)
    return _calendars_only(data, contract)


def _strict(contract: Path) -> Mapping[str, Calendar]:
    try:
        return read(contract).calendars
    except Rejected as error:
        _refuse(*error.problems)


def _calendars_only(data: object, contract: Path) -> dict[str, Calendar]:
    written = data.get("calendars") if isinstance(data, dict) else None
    if not isinstance(written, dict):
        _refuse(Problem("--contract", f"{contract} has no calendars"))
    found = {name: calendars.parse(name, part) for name, part in written.items()}
    problems = [
        Problem(f"calendars.{name}.{problem.where}", problem.what)
        for name, part in found.items()
        if isinstance(part, tuple)
        for problem in part
    ]
    if problems:
        _refuse(*problems)
    return {name: part for name, part in found.items() if isinstance(part, Calendar)}


def _show(found: dict[str, object]) -> None:
    table = Table(Column("from", no_wrap=True), Column("to", no_wrap=True), "counted s", "why")
    rows = found["steps"]
    for row in rows if isinstance(rows, list) else []:
        table.add_row(row["from"], row["to"] or "", str(row["counted_s"]), row["why"])
    console = Console()
    console.print(table)
    console.print(f"due: {found['due'] or 'no deadline while the pause runs'}")


def _refuse(*problems: Problem) -> Never:
    for problem in problems:
        typer.echo(str(problem), err=True)
    raise typer.Exit(code=2)
