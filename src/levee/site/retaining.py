"""Which Runs' folders are pinned, which may go, and what does their going free?"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from levee.bench import whole_folder
from levee.bench.component_store import ComponentStore
from levee.flow import certifying
from levee.lab import retention
from levee.lab.retention import Evidence
from levee.model.event import Event, EventKind
from levee.model.problem import Problem, Rejected
from levee.model.run import Run
from levee.model.work_item import WorkState
from levee.site.hands import LeveeHands
from levee.store import ledger, runs

SUBJECT = "run:"
#: Facts that name Runs which they rest on, beside those of tickets and their work.
_RESTING = ("ticket:", "work:", "stack:", "channel:")


def pin(hands: LeveeHands, run_id: str, by: str, reason: str, now: datetime) -> dict[str, Any]:
    """Keep a Run's folder, whatever its age."""
    return _turn(hands, EventKind.PINNED, run_id, (by, reason), now)


def unpin(hands: LeveeHands, run_id: str, by: str, reason: str, now: datetime) -> dict[str, Any]:
    return _turn(hands, EventKind.UNPINNED, run_id, (by, reason), now)


def _turn(
    hands: LeveeHands, kind: EventKind, run_id: str, said: tuple[str, str], now: datetime
) -> dict[str, Any]:
    found, (by, reason) = hands.lab.find(run_id), said
    if not by.strip():
        raise Rejected((Problem("--by", "names who wants it"),))
    subject = f"{SUBJECT}{found.id}"
    if (found.id in _pinned()) is not (kind is EventKind.PINNED):
        number = len(ledger.events(subject))
        event = Event(
            subject=subject, kind=kind, at=now, actor=by, reason=reason, key=f"{kind}:{number}"
        )
        ledger.append([event])
    return {"run": found.id, "pinned": found.id in _pinned()}


def _pinned() -> frozenset[str]:
    last = {e.subject: e.kind for e in ledger.of_kinds(EventKind.PINNED, EventKind.UNPINNED)}
    return frozenset(s.removeprefix(SUBJECT) for s, k in last.items() if k is EventKind.PINNED)


def prune(hands: LeveeHands, days: int | None, now: datetime, *, dry: bool) -> dict[str, Any]:
    """Remove what old Runs left on the disk; their outcomes and check results stay on record."""
    keep = hands.desk.contract().file.lab.keep_days if days is None else days
    known = runs.every()
    said = retention.sorted_out(known, _evidence(hands, known, now), retention.oldest(now, keep))
    gone = [name for name, kept in said.items() if kept is None]
    folders = [f for f in (hands.lab.folder(name) for name in gone) if f.is_dir()]
    freed = sum(_size(folder) for folder in folders)
    if not dry:
        for folder in folders:
            whole_folder.discard(folder)
    components = _store(hands).collect(_locks(hands, known, gone), dry=dry)
    held = [kept.value for kept in said.values() if kept is not None]
    return {
        "keep_days": keep,
        "runs": len(known),
        "removed": [folder.name for folder in folders],
        "freed_bytes": freed,
        "components_removed": len(components),
        "components_freed_bytes": sum(one.size for one in components),
        "kept": {word.value: held.count(word.value) for word in retention.Kept},
        "dry": dry,
    }


def _store(hands: LeveeHands) -> ComponentStore:
    return ComponentStore(folder=hands.desk.data / "store")


def _locks(hands: LeveeHands, known: Iterable[Run], gone: Collection[str]) -> list[str]:
    """The locks of the Runs whose folders stay, each once."""
    left = ((r.lock_digest, hands.lab.folder(r.id)) for r in known if r.id not in gone)
    files = {digest: folder / "lock.txt" for digest, folder in left if folder.is_dir()}
    return [file.read_text(encoding="utf-8") for file in files.values() if file.is_file()]


def _evidence(hands: LeveeHands, known: Iterable[Run], now: datetime) -> Evidence:
    ids = frozenset(r.id for r in known)
    certified = ledger.of_kinds(EventKind.CERTIFIED, EventKind.GRANTED)
    return Evidence(
        pinned=_pinned(),
        named=frozenset(n for e in ledger.beginning(_RESTING) for n in _named(e.data) if n in ids),
        passing=frozenset(_passing(hands, now)),
        of_work=frozenset(_of_work(hands)),
        certified=frozenset(e.subject.removeprefix("stack:") for e in certified),
    )


def _passing(hands: LeveeHands, now: datetime) -> Iterator[str]:
    """The Runs of each Stack's present row; without a suite nothing can be certified."""
    try:
        suite = hands.lab.suite()
    except Rejected:
        return
    facts = certifying.read(hands, hands.desk.contract(), suite)
    for stack in facts.stacks.values():
        for night in facts.standing(stack, now).nights:
            yield from night.runs


def _of_work(hands: LeveeHands) -> Iterator[str]:
    """The Stacks of work that is not done: what shows the failure, and the fix."""
    for item in hands.desk.work_items():
        if item.state is WorkState.VERIFIED and not item.must_run:
            continue
        for stack in (hands.desk.ticket(item.ticket).stack, item.fixed_stack):
            if stack is not None:
                yield stack.digest


def _named(data: Any) -> Iterator[str]:
    """Every text in an Event's data; some are ids of Runs."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _named(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _named(value)


def _size(folder: Path) -> int:
    """What its going frees: a file that other Runs share frees nothing."""
    found = (p.lstat() for p in folder.rglob("*"))
    return sum(s.st_blocks * 512 for s in found if s.st_nlink == 1)
