"""Which Runs are there, and which Nights do they make?"""

from dataclasses import asdict
from datetime import date
from typing import Any

from levee.model.certificate import Grant, Review
from levee.model.event import Event, EventKind
from levee.model.moment import parse
from levee.model.night import NightResult
from levee.model.outcome import CheckResult, Outcome
from levee.model.problem import Unknown
from levee.model.run import Purpose, Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.model.ticket import stack_from
from levee.store import ledger, stacks
from levee.store.models import RunRow, StackRow
from levee.store.storable import storable


def save(run: Run, key: str) -> None:
    """Keep a Run under the key it was asked by; the same key again changes nothing."""
    stacks.keep(run.stack)
    RunRow.objects.get_or_create(
        key=key,
        defaults={
            "id": run.id,
            "stack_id": run.stack.digest,
            "suite": run.suite,
            "suite_digest": run.suite_digest,
            "outcome": run.outcome.value,
            "purpose": run.purpose.value,
            "subject": run.subject,
            "night": run.night,
            "started_at": run.started_at,
            "body": storable(_body(run)),
        },
    )


def _body(run: Run) -> dict[str, Any]:
    return {
        "why": run.why,
        "checks": [asdict(c) for c in run.checks],
        "attempt": run.attempt,
        "lock_digest": run.lock_digest,
        "ended_at": run.ended_at.isoformat(),
    }


def find(run_id: str) -> Run:
    row = RunRow.objects.select_related("stack").filter(id=run_id).first()
    if row is None:
        raise Unknown(f"there is no run {run_id}")
    return _run(row)


def by_key(key: str) -> Run | None:
    row = RunRow.objects.select_related("stack").filter(key=key).first()
    return _run(row) if row else None


def every() -> tuple[Run, ...]:
    return _runs(RunRow.objects.all())


def of_suite(suite: Suite) -> tuple[Run, ...]:
    return _runs(RunRow.objects.filter(suite_digest=suite.digest))


def of_stack(digest: str, suite: Suite) -> tuple[Run, ...]:
    """One Stack's Runs of a suite, the newest last."""
    return _runs(RunRow.objects.filter(stack_id=digest, suite_digest=suite.digest))


def of_subject(subject: str) -> tuple[Run, ...]:
    return _runs(RunRow.objects.filter(subject=subject))


def _runs(rows: Any) -> tuple[Run, ...]:
    """Each Stack is read once: many Runs are of few Stacks."""
    found = list(rows.order_by("started_at", "id"))
    bodies = StackRow.objects.in_bulk({row.stack_id for row in found})
    on = {digest: stack_from(row.body) for digest, row in bodies.items()}
    return tuple(_run(row, on[row.stack_id]) for row in found)


def _run(row: RunRow, on: Stack | None = None) -> Run:
    body = row.body
    return Run(
        id=row.id,
        stack=on or stack_from(row.stack.body),
        suite=row.suite,
        suite_digest=row.suite_digest,
        outcome=Outcome(row.outcome),
        why=body["why"],
        checks=tuple(_check(c) for c in body["checks"]),
        purpose=Purpose(row.purpose),
        subject=row.subject,
        night=row.night,
        attempt=body["attempt"],
        lock_digest=body["lock_digest"],
        started_at=row.started_at,
        ended_at=parse(body["ended_at"]),
    )


def _check(body: dict[str, Any]) -> CheckResult:
    return CheckResult(**{**body, "outcome": Outcome(body["outcome"])})


def nights(suite: Suite) -> tuple[NightResult, ...]:
    """Every Night of a suite that ended, in order of its day."""
    every = ledger.of_kinds(EventKind.NIGHT_ENDED)
    ended = [event for event in every if _is_of(event.subject, suite.name)]
    made: dict[str, list[Run]] = {event.subject: [] for event in ended}
    for run in _runs(RunRow.objects.filter(subject__in=list(made))):
        made[run.subject].append(run)
    found = [_night(event, tuple(made[event.subject])) for event in ended]
    return tuple(sorted(found, key=lambda n: n.day))


def _is_of(subject: str, suite: str) -> bool:
    return subject.split(":", 2)[2] == suite


def _night(ended: Event, made: tuple[Run, ...]) -> NightResult:
    _, day, suite = ended.subject.split(":", 2)
    return NightResult(
        day=date.fromisoformat(day),
        suite=suite,
        void=ended.data["void"],
        reason=ended.reason,
        runs=made,
    )


def reviews() -> tuple[Review, ...]:
    """Every review on record."""
    return tuple(
        Review(
            stack_digest=e.subject.removeprefix("stack:"),
            suite_digest=e.data["suite_digest"],
            reviewer=e.actor,
            role=e.data["role"],
            at=e.at,
            evidence=e.reason,
        )
        for e in ledger.of_kinds(EventKind.REVIEWED)
    )


def grants() -> tuple[Grant, ...]:
    """Every temporary certificate that was granted."""
    return tuple(
        Grant(
            stack_digest=e.subject.removeprefix("stack:"),
            suite_digest=e.data["suite_digest"],
            by=e.actor,
            at=e.at,
            until=parse(e.data["until"]),
        )
        for e in ledger.of_kinds(EventKind.GRANTED)
    )
