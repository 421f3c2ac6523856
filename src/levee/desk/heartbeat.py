"""Does this heartbeat of a client count, and if not, why?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from levee.contract import durations
from levee.desk.installations import Reading, read_one
from levee.model.fleet import Installation
from levee.model.problem import Problem, Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    counts: bool
    reason: str


def read(body: Mapping[str, Any], reading: Reading, ahead: str) -> Installation:
    """An installation that says when it was so: its ``last_seen`` tells one beat from the next.

    A moment further ahead of ``reading.now`` than ``ahead`` is refused: were it kept, everything
    that the client says until then would be older.
    """
    found = read_one(body, reading)
    problems = [] if "last_seen" in body else [Problem("$.last_seen", "is needed in a heartbeat")]
    if isinstance(found, list):
        raise Rejected((*found, *problems))
    if found.last_seen > reading.now + timedelta(seconds=durations.seconds(ahead)):
        problems.append(Problem("$.last_seen", f"is more than {ahead} ahead of this clock"))
    if problems:
        raise Rejected(tuple(problems))
    return found


def judge(beat: Installation, known: Installation | None) -> Said:
    """Only a newer beat counts, so that beats may come twice, late and in any order."""
    if known is None:
        return Said(counts=True, reason="the first report of this client")
    if beat.last_seen > known.last_seen:
        return Said(counts=True, reason="newer than the one before")
    newest = known.last_seen.isoformat()
    if beat.last_seen < known.last_seen:
        return Said(counts=False, reason=f"ignored: older than the newest report, of {newest}")
    if beat.stack == known.stack:
        return Said(counts=False, reason="ignored: this report is here already")
    return Said(counts=False, reason=f"ignored: another report of {newest} came first")
