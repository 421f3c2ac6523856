"""What does the contract read like to people?"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from levee.commands import contract_texts, frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, shows
from levee.model.problem import Problem, Rejected


def playbook(
    file: Annotated[
        Path | None, typer.Argument(help="a contract; else the one in force in the data folder")
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="write it to this file")] = None,
    data: Data = DEFAULT_DATA,
    json: Json = False,
) -> None:
    """Print the contract as a playbook (Markdown): tiers, paths, checklists, runbook."""
    with frame.polite(json):
        from levee.desk import playbook as rule

        contract = contract_texts.read(file) if file else contract_texts.in_force(data)
        text = rule.playbook(contract)
        if out:
            _write(out, text)
        body = {"contract": contract.version, "file": str(out or ""), "playbook": text}
        told = (lambda: shows.print(f"wrote {out}")) if out else (lambda: _print(text))
        frame.answer(body, json, told)


def _print(text: str) -> None:
    sys.stdout.write(text)


def _write(out: Path, text: str) -> None:
    """Whole or not at all."""
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(out)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise Rejected((Problem(str(out), f"cannot be written: {error.strerror}"),)) from None
