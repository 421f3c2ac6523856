"""What does a Run's folder tell: checks, commands, logs, lock, machine?"""

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from levee.bench import run_folder
from levee.bench.run_folder import UnknownRun
from levee.lab import check
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Run
from levee.site import matrices
from levee.site.hands import LeveeHands, redacted
from levee.site.shown import names
from levee.store import nights
from levee.store.nights import Brief

NIGHTS = 14  #: of the same Stack that stand on a Run's page
TAIL = 48_000  #: bytes of a log that a page shows; the file has all of it
_LOGS = (
    ("stdout.txt", gettext_lazy("standard output")),
    ("stderr.txt", gettext_lazy("standard error")),
)


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
        "interactions": _interactions(hands, found),
        "others": _others(found),
        "again": [_brief(b) for b in nights.briefs([found.id])],
    }


def _interactions(hands: LeveeHands, found: Run) -> list[dict[str, Any]]:
    """What is known to fail and stands in this Stack whole, with the work that repairs it."""
    return [
        {
            "deltas": [
                {"name": names.package(d.component), "change": names.change(d)}
                for d in item.interaction
            ],
            "work": item.id,
            "title": item.title,
            "ticket": item.ticket,
            "state": item.state.value,
        }
        for item in hands.desk.work_items()
        if check.held(found.stack, [item.interaction])
    ]


def _others(found: Run) -> list[dict[str, Any]]:
    """How the same Stack ended on other Nights of the suite, the newest first."""
    every = nights.briefs_of_stack(found.stack.digest, found.suite)
    own = (b for b in every if b.subject.startswith("night:") and b.night != found.night)
    by_night = groupby(own, key=lambda b: b.night)
    told = [(night, matrices.ended_as(own)) for night, own in by_night]
    ended = [(night, *one[found.stack.digest]) for night, one in told if one]
    return [
        {"night": night, "outcome": outcome.value, "run": run}
        for night, outcome, run in reversed(ended[-NIGHTS:])
    ]


def _brief(one: Brief) -> dict[str, Any]:
    return {"id": one.id, "outcome": one.outcome.value}


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


def _check(result: CheckResult) -> dict[str, Any]:
    return {
        "component": result.component,
        "name": result.name,
        "outcome": result.outcome.value,
        "message": redacted(result.message),
        "seconds": result.seconds,
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


def _log(path: Path, title: Any) -> dict[str, Any] | None:
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
