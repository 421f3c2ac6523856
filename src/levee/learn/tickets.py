"""When was each ticket opened, taken up and remediated, as its Events tell?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from levee.model.event import Event, EventKind

TAKEN_UP = frozenset({EventKind.TRIAGED, EventKind.ASSIGNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFact:
    """One ticket's moments. None: has not happened, or does not hold any more."""

    ticket: str
    opened: datetime
    acknowledged: datetime | None = None
    remediated: datetime | None = None
    severity: int | None = None
    revenue_loss: bool = False


LOSING = frozenset({"critical"})


def ticket_facts(
    events: Iterable[Event], *, losing: frozenset[str] = LOSING
) -> tuple[TicketFact, ...]:
    """One fact for each ``ticket:`` subject that has an ``opened`` Event, by opening.

    Acknowledged is the first ``triaged`` or ``assigned`` after opening. Remediated is the
    first ``remediated`` after the last ``reopened``. Severity is ``severity`` (1 to 4) of
    the last ``judged``. Revenue is lost when the submission's ``impact.revenue_risk`` in
    the ``opened`` Event is one of ``losing``.
    """
    ledgers: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda e: (e.at, e.id)):
        if event.subject.startswith("ticket:"):
            ledgers.setdefault(event.subject, []).append(event)
    facts = [_fact(subject, ledger, losing) for subject, ledger in ledgers.items()]
    return tuple(sorted((f for f in facts if f), key=lambda f: (f.opened, f.ticket)))


def _fact(subject: str, ledger: list[Event], losing: frozenset[str]) -> TicketFact | None:
    opened = next((e for e in ledger if e.kind is EventKind.OPENED), None)
    if opened is None:
        return None
    return TicketFact(
        ticket=subject.removeprefix("ticket:"),
        opened=opened.at,
        acknowledged=next((e.at for e in ledger if e.kind in TAKEN_UP), None),
        remediated=_remediated(ledger),
        severity=_severity(ledger),
        revenue_loss=_revenue(opened.data) in losing,
    )


def _remediated(ledger: list[Event]) -> datetime | None:
    since: datetime | None = None
    for event in ledger:
        if event.kind is EventKind.REOPENED:
            since = None
        elif event.kind is EventKind.REMEDIATED:
            since = since or event.at
    return since


def _severity(ledger: list[Event]) -> int | None:
    said = [e.data.get("severity") for e in ledger if e.kind is EventKind.JUDGED]
    known = [s for s in said if isinstance(s, int) and not isinstance(s, bool)]
    return known[-1] if known else None


def _revenue(data: Mapping[str, object]) -> str:
    submission = data.get("submission")
    impact = submission.get("impact") if isinstance(submission, Mapping) else None
    return str(impact.get("revenue_risk", "")) if isinstance(impact, Mapping) else ""
