"""What can be asked of a contract: is it proved, what differs, what comes into force?

Read without Django, so that a contract can be judged where there is no store.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from levee.contract import settings
from levee.contract.load import Contract, placed
from levee.desk.lint import Proof, prove
from levee.desk.timetable import BeyondHorizonError
from levee.model.problem import Problem, Rejected


def proved(contract: Contract, at: datetime) -> Proof:
    """The proof, unless it would reach beyond the years that calendars can speak about."""
    try:
        return prove(contract, at)
    except (BeyondHorizonError, OverflowError) as error:
        raise Rejected((Problem("--now", str(error)),)) from None


def proof(contract: Contract, name: str, at: datetime) -> dict[str, Any]:
    """Findings with their lines, and what the proof went over."""
    found = proved(contract, at)
    findings = placed(found.findings, contract, name)
    return {
        "contract": contract.version,
        "clean": not findings,
        "findings": [{"where": p.where, "what": p.what} for p in findings],
        "proved_over": {
            "combinations": found.combinations,
            "rules": found.rules,
            "duties": found.duties,
            "rungs": found.rungs,
            "calendars": found.calendars,
            "from": found.start.isoformat(),
            "to": found.end.isoformat(),
        },
    }


def holes(contract: Contract, name: str, at: datetime) -> tuple[Problem, ...]:
    """What keeps a contract from coming into force, each with its line."""
    return placed(proved(contract, at).findings, contract, name)


def written(contract: Contract) -> dict[str, Any]:
    return {"version": contract.version, "digest": contract.digest, "text": contract.text}


def differing_settings(before: Contract, after: Contract) -> list[dict[str, Any]]:
    return [asdict(setting) for setting in settings.differences(before.file, after.file)]
