"""What does another operator need to see a ticket's failure, without a name or a secret?"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from levee.model.run import Run
from levee.model.stack import Stack
from levee.model.ticket import Ticket

#: What of a submission travels. Who reported it, for whom, and for which user does not.
FIELDS = (
    "title",
    "description",
    "reported_at",
    "affected_screen",
    "environment",
    "traffic_profile",
    "reproduction_steps",
    "impact",
)
_HEAD = (("reported_at", "seen at"), ("affected_screen", "screen"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the desk and the lab know of one ticket; every text in it is redacted already."""

    ticket: Ticket
    code: str
    suite: str  #: the folder of the suite inside the bundle
    run: Run | None = None
    baseline: Stack | None = None
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, Any]:
        sent = self.ticket.submission
        return {name: sent[name] for name in FIELDS if sent.get(name)}


def code(opening_digest: str) -> str:
    """The support code of the ticket whose first Event has this digest: stable, and unguessable
    to whoever does not hold the ledger."""
    digest = hashlib.sha256(f"support:{opening_digest}".encode()).hexdigest()
    return f"LV-{digest[:4]}-{digest[4:8]}-{digest[8:12]}".upper()


def files(known: Known) -> dict[str, str]:
    """name -> text of everything that a reader needs beside the suite itself."""
    found = {"README.md": readme(known), "report.json": _json(_report(known))}
    if known.ticket.stack is not None:
        found["stack.json"] = _json(known.ticket.stack.to_json())
    if known.baseline is not None:
        found["baseline.json"] = _json(known.baseline.to_json())
    return found


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _report(known: Known) -> dict[str, Any]:
    ticket, run = known.ticket, known.run
    return {
        "support_code": known.code,
        "opened_at": ticket.opened_at.isoformat(),
        "severity": ticket.severity,
        "priority": ticket.priority,
        "gaps": list(ticket.gaps),
        "submission": known.told,
        "stack": ticket.stack.digest if ticket.stack else None,
        "interaction": [d.to_json() for d in ticket.interaction],
        "versions": dict(known.versions),
        "run": _run(run) if run else None,
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "suite": run.suite,
        "suite_digest": run.suite_digest,
        "outcome": run.outcome.value,
        "why": run.why,
        "lock_digest": run.lock_digest,
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at.isoformat(),
        "failures": [list(failure) for failure in run.signature.failures],
    }


def readme(known: Known) -> str:
    """The page that says what this is and how to see the failure."""
    told = known.told
    lines = [f"# Support report {known.code}", "", str(told.get("title", "no title")), ""]
    lines += [f"- opened: {known.ticket.opened_at.isoformat()}"]
    lines += [f"- {label}: {told[name]}" for name, label in _HEAD if name in told]
    lines += [f"- {part}: {version}" for part, version in sorted(known.versions.items())]
    lines += ["", "## Steps", "", *_steps(told.get("reproduction_steps"))]
    lines += ["", "## What the lab saw", "", *_seen(known)]
    return "\n".join([*lines, "", *_again(known)]) + "\n"


def _steps(steps: Any) -> list[str]:
    if isinstance(steps, str) or not isinstance(steps, Sequence):
        return [str(steps or "none were given")]
    return [f"{number}. {step}" for number, step in enumerate(steps, 1)]


def _seen(known: Known) -> list[str]:
    run = known.run
    if run is None:
        return ["It was not run yet."]
    failures = (f"- {check}: {message}" for check, message in run.signature.failures)
    return [f"`{run.outcome.value}` under {run.suite}: {run.why}", "", *failures]


def _again(known: Known) -> list[str]:
    if known.ticket.stack is None:
        return ["No stack could be read, so nothing can be run."]
    lines = ["## See it again", "", f"    levee lab run stack.json --suite {known.suite}"]
    if known.baseline is not None:
        lines += [f"    levee lab run baseline.json --suite {known.suite}   # passes"]
    return lines
