"""How is a Run written down for good, and read back?"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from levee.bench.provider import Lock
from levee.model.moment import parse
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Component, Role, Stack

FORMAT = 1
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class UnknownRun(LookupError):
    """No folder of this Run is here."""


def place(runs: Path, run_id: str) -> Path:
    """The Run's folder; an id that could lead elsewhere is a ValueError."""
    if not _ID.fullmatch(run_id):
        raise ValueError(f"{run_id!r} cannot be the id of a run")
    return runs / run_id


def write_stack(folder: Path, stack: Stack) -> None:
    _write_json(folder / "stack.json", stack.to_json())


def write(folder: Path, run: Run, lock: Lock | None, more: Mapping[str, Any]) -> None:
    """``run.json`` last: what it names is already there. ``more`` is how it was run."""
    if lock:
        (folder / "lock.txt").write_text(lock.text, encoding="utf-8")
    _write_json(folder / "run.json", {"format": FORMAT} | _run_json(run, lock) | dict(more))
    _seal(folder)


def read(folder: Path) -> Run:
    record = read_record(folder)
    night = record["night"]
    return Run(
        id=record["id"],
        stack=read_stack(folder),
        suite=record["suite"],
        suite_digest=record["suite_digest"],
        outcome=Outcome(record["outcome"]),
        why=record["why"],
        checks=tuple(_check(entry) for entry in record["checks"]),
        purpose=Purpose(record["purpose"]),
        subject=record["subject"],
        night=date.fromisoformat(night) if night else None,
        attempt=record["attempt"],
        lock_digest=record["lock_digest"],
        started_at=parse(record["started_at"]),
        ended_at=parse(record["ended_at"]),
    )


def read_record(folder: Path) -> dict[str, Any]:
    """All of ``run.json``, also what the Run noun does not hold."""
    try:
        text = (folder / "run.json").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UnknownRun(f"no run {folder.name} in {folder.parent}") from error
    record: dict[str, Any] = json.loads(text)
    return record


def read_stack(folder: Path) -> Stack:
    file = json.loads((folder / "stack.json").read_text(encoding="utf-8"))
    components = (Component(c["purl"], Role(c["role"])) for c in file["components"])
    return Stack(components=tuple(components), settings=file["settings"], platform=file["platform"])


def read_lock(folder: Path) -> Lock | None:
    """The Lock that the Run used; None when it never came to one."""
    about = read_record(folder)["lock"]
    if about is None:
        return None
    text = (folder / "lock.txt").read_text(encoding="utf-8")
    return Lock(text=text, runtime=about["runtime"], stand_in=about["stand_in"])


def _run_json(run: Run, lock: Lock | None) -> dict[str, Any]:
    about = {"runtime": lock.runtime, "stand_in": lock.stand_in} if lock else None
    return {
        "id": run.id,
        "stack": run.stack.digest,
        "suite": run.suite,
        "suite_digest": run.suite_digest,
        "outcome": run.outcome.value,
        "why": run.why,
        "checks": [asdict(check) for check in run.checks],
        "purpose": run.purpose.value,
        "subject": run.subject,
        "night": run.night.isoformat() if run.night else None,
        "attempt": run.attempt,
        "lock_digest": run.lock_digest,
        "lock": about,
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at.isoformat(),
    }


def _check(entry: dict[str, Any]) -> CheckResult:
    return CheckResult(**(entry | {"outcome": Outcome(entry["outcome"])}))


def _write_json(path: Path, value: Any) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())


def _seal(folder: Path) -> None:
    """Nobody changes a Run by accident. Suite files are sealed where they are stored."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and "suite" not in path.parts:
            path.chmod(0o444)
