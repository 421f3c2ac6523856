"""Which Runs are there, and which Nights do they make?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date
from itertools import batched
from typing import Any

from levee.model.certificate import Grant, Review, Said, Withdrawal
from levee.model.event import Event, EventKind
from levee.model.moment import parse
from levee.model.night import NightResult
from levee.model.outcome import CheckResult, Outcome
from levee.model.problem import Unknown
from levee.model.run import Purpose, Run
from levee.model.suite import Suite
from levee.model.ticket import stack_from
from levee.store import ledger, stacks
from levee.store.models import RunRow
from levee.store.storable import storable

BATCH = 500  #: Nights whose Runs one question reads


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
    return tuple(_run(row) for row in rows.select_related("stack").order_by("started_at", "id"))


def _run(row: RunRow) -> Run:
    body = row.body
    return Run(
        id=row.id,
        stack=stack_from(row.stack.body),
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
    of = _by_subject(event.subject for event in ended)
    found = [_night(e.subject, e.data["void"], e.reason, of[e.subject]) for e in ended]
    return tuple(sorted(found, key=lambda n: n.day))


def _by_subject(subjects: Iterable[str]) -> dict[str, list[Run]]:
    """subject -> its Runs, with a few questions however many Nights there were."""
    found: dict[str, list[Run]] = {subject: [] for subject in subjects}
    for some in batched(found, BATCH):
        for run in _runs(RunRow.objects.filter(subject__in=some)):
            found[run.subject].append(run)
    return found


def _is_of(subject: str, suite: str) -> bool:
    return subject.split(":", 2)[2] == suite


def _night(subject: str, void: bool, reason: str, own: Iterable[Run]) -> NightResult:
    _, day, suite = subject.split(":", 2)
    return NightResult(
        day=date.fromisoformat(day),
        suite=suite,
        void=void,
        reason=reason,
        runs=tuple(own),
    )


def said() -> tuple[Said, ...]:
    """Every review, every temporary certificate and every withdrawal on record."""
    return tuple(_SAID[event.kind](event) for event in ledger.of_kinds(*_SAID))


def _review(event: Event) -> Review:
    return Review(
        stack_digest=event.subject.removeprefix("stack:"),
        suite_digest=event.data["suite_digest"],
        reviewer=event.actor,
        role=event.data["role"],
        at=event.at,
        evidence=event.reason,
    )


def _grant(event: Event) -> Grant:
    return Grant(
        stack_digest=event.subject.removeprefix("stack:"),
        suite_digest=event.data["suite_digest"],
        by=event.actor,
        at=event.at,
        until=parse(event.data["until"]),
    )


def _withdrawal(event: Event) -> Withdrawal:
    digest = event.subject.removeprefix("stack:")
    return Withdrawal(stack_digest=digest, by=event.actor, at=event.at, why=event.reason)


_SAID: Mapping[EventKind, Callable[[Event], Said]] = {
    EventKind.REVIEWED: _review,
    EventKind.GRANTED: _grant,
    EventKind.CERTIFICATE_WITHDRAWN: _withdrawal,
}
