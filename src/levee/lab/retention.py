"""Which old Runs may lose their folder, and why must the others keep it?"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from levee.model.run import Purpose, Run


class Kept(StrEnum):
    """Why a Run keeps its folder however old it is; the first that holds is told."""

    YOUNG = "young"  #: not so many days ago
    PINNED = "pinned"  #: a person wants it
    TICKET = "ticket"  #: a ticket or its work item asked for it, or rests on it
    WORK = "work"  #: its Stack shows an open work item's failure, or is its fix
    CERTIFICATE = (
        "certificate"  #: one rests on it, or may: certified, in a row of passes, its canary
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What rests on Runs: ids that a person pinned, that facts name or that are in a Stack's row of
    passing Nights (each is attested once it is certified), and digests of Stacks."""

    pinned: Collection[str] = ()
    named: Collection[str] = ()
    passing: Collection[str] = ()
    of_work: Collection[str] = ()
    certified: Collection[str] = ()


def oldest(now: datetime, days: int) -> datetime:
    """What began before is old."""
    return now - timedelta(days=days)


def sorted_out(
    runs: Iterable[Run], evidence: Evidence, before: datetime
) -> Mapping[str, Kept | None]:
    """Each Run's id with what keeps it; None: its folder may go."""
    known = list(runs)
    proven = {r.night for r in known if r.night and _bears(r, evidence)}
    return {r.id: _kept(r, evidence, before, proven) for r in known}


def _kept(
    run: Run, evidence: Evidence, before: datetime, proven: Collection[object]
) -> Kept | None:
    if run.started_at >= before:
        return Kept.YOUNG
    if run.id in evidence.pinned:
        return Kept.PINNED
    if run.id in evidence.named or run.subject.startswith(("ticket:", "work:")):
        return Kept.TICKET
    if run.stack.digest in evidence.of_work:
        return Kept.WORK
    of_the_night = run.purpose in (Purpose.CANARY, Purpose.AA) and run.night in proven
    return Kept.CERTIFICATE if _bears(run, evidence) or of_the_night else None


def _bears(run: Run, evidence: Evidence) -> bool:
    return run.stack.digest in evidence.certified or run.id in evidence.passing
