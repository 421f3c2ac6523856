"""What does a Run's folder tell: checks, commands, logs, lock, machine?"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from levee.bench import run_folder
from levee.bench.run_folder import UnknownRun
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Run
from levee.site.hands import LeveeHands, redacted
from levee.site.shown import names

TAIL = 48_000  #: bytes of a log that a page shows; the file has all of it
_LOGS = (("stdout.txt", "standard output"), ("stderr.txt", "standard error"))


def run(hands: LeveeHands, data: Path, run_id: str) -> dict[str, Any]:
    found = hands.lab.find(run_id)
    folder = run_folder.place(data / "runs", found.id)
    return {
        "run": _head(found),
        "checks": [_check(c) for c in found.checks if c.outcome is not Outcome.PASSED],
        "held": [_check(c) for c in found.checks if c.outcome is Outcome.PASSED],
        "commands": list(_commands(folder)),
        "record": _record(folder),
        "folder": str(folder.relative_to(data)),
        "has_lock": (folder / "lock.txt").is_file(),
    }


def _head(found: Run) -> dict[str, Any]:
    kind, _, name = found.subject.partition(":")
    return {
        "id": found.id,
        "outcome": found.outcome.value,
        "why": redacted(found.why),
        "purpose": found.purpose.value,
        "ticket": name if kind == "ticket" else "",
        "night": found.night,
        "suite": found.suite,
        "suite_digest": found.suite_digest[:12],
        "stack": found.stack.digest,
        "stack_text": names.stack(found.stack),
        "started_at": found.started_at,
        "seconds": found.seconds,
        "attempt": found.attempt,
        "lock_digest": found.lock_digest[:12],
    }


def _check(check: CheckResult) -> dict[str, Any]:
    return {
        "component": check.component,
        "name": check.name,
        "outcome": check.outcome.value,
        "message": redacted(check.message),
        "seconds": check.seconds,
    }


def _commands(folder: Path) -> Iterator[dict[str, Any]]:
    checks = folder / "checks"
    for place in sorted(checks.iterdir()) if checks.is_dir() else ():
        argv = place / "argv.json"
        yield {
            "name": place.name,
            "argv": json.loads(argv.read_text(encoding="utf-8")) if argv.is_file() else [],
            "logs": [log for name, title in _LOGS if (log := _log(place / name, title))],
        }


def _log(path: Path, title: str) -> dict[str, Any] | None:
    """The end of a log, redacted; None when it says nothing."""
    if not path.is_file() or path.is_symlink() or path.stat().st_size == 0:
        return None
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL))
        text = file.read(TAIL).decode(errors="replace")
    return {"title": title, "text": redacted(text), "cut": max(0, size - TAIL), "file": path.name}


def _record(folder: Path) -> dict[str, Any]:
    """How it was run, beyond what a Run holds; empty when the folder was moved away."""
    try:
        told = run_folder.read_record(folder)
    except UnknownRun:
        return {}
    names_of = ("confinement", "tools", "machine", "earlier_attempts")
    return {name: told[name] for name in names_of if told.get(name)}


def lock(hands: LeveeHands, data: Path, run_id: str) -> Path:
    return run_folder.place(data / "runs", hands.lab.find(run_id).id) / "lock.txt"
