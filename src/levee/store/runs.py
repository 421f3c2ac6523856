"""Which Runs are there, and which Nights do they make?"""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from levee.model.moment import parse
from levee.model.night import NightResult
from levee.model.outcome import CheckResult, Outcome
from levee.model.problem import Unknown
from levee.model.run import Purpose, Run
from levee.model.stack import Stack
from levee.model.storable import storable
from levee.model.suite import Suite
from levee.model.ticket import stack_from
from levee.store import nights as ended_nights
from levee.store import stacks
from levee.store.models import RunRow, StackRow


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
    return _run(row, stack_from(row.stack.body))


def by_key(key: str) -> Run | None:
    row = RunRow.objects.select_related("stack").filter(key=key).first()
    return _run(row, stack_from(row.stack.body)) if row else None


def every() -> tuple[Run, ...]:
    return _runs(RunRow.objects.all())


def of_suite(suite: Suite) -> tuple[Run, ...]:
    return _runs(RunRow.objects.filter(suite_digest=suite.digest))


def of_stack(digest: str, suite: Suite) -> tuple[Run, ...]:
    """One Stack's Runs of a suite, the newest last."""
    return _runs(RunRow.objects.filter(stack_id=digest, suite_digest=suite.digest))


def of_subject(subject: str) -> tuple[Run, ...]:
    return _runs(RunRow.objects.filter(subject=subject))


def _runs(rows: QuerySet[RunRow]) -> tuple[Run, ...]:
    """Each Stack is read once, however many Runs it has; after them, so that none is missing."""
    found = list(rows.order_by("started_at", "id"))
    known = stacks.of_rows(StackRow.objects.filter(digest__in=rows.values("stack_id")))
    return tuple(_run(row, known[row.stack_id]) for row in found)


def _run(row: RunRow, stack: Stack) -> Run:
    body = row.body
    return Run(
        id=row.id,
        stack=stack,
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
    return CheckResult(
        component=body["component"],
        name=body["name"],
        outcome=Outcome(body["outcome"]),
        message=body["message"],
        seconds=body["seconds"],
    )


def nights(suite: Suite, stack: str = "") -> tuple[NightResult, ...]:
    """Every Night of a suite that ended, in order of its day. With a Stack's digest: its own Runs
    of each, and the A/A Runs that say how far the lab was to be trusted."""
    told = ended_nights.ended(suite.name)
    rows = RunRow.objects.filter(subject__in=[night.subject for night in told])
    if stack:
        rows = rows.filter(Q(stack_id=stack) | Q(purpose=Purpose.AA.value))
    return ended_nights.results(told, _runs(rows))


def whys(run_ids: Collection[str]) -> dict[str, str]:
    """run -> what its outcome rests on."""
    rows = RunRow.objects.filter(id__in=run_ids)
    return dict(rows.values_list("id", KT("body__why")))
