"""Which Runs are there, and which Nights do they make?"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from levee.model import work_item
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
from levee.model.work_item import WorkItem
from levee.store import ledger, stacks
from levee.store.models import EventRow, RunRow, StackRow
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
    return CheckResult(**{**body, "outcome": Outcome(body["outcome"])})


def nights(suite: Suite) -> tuple[NightResult, ...]:
    """Every Night of a suite that ended, in order of its day."""
    ended = _ended(suite)
    rows = RunRow.objects.filter(subject__in=[e.subject for e in ended])
    return _nights(ended, _runs(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that standings and numbers rest on, read at once. What the checks of the Runs said, most
    of what a Run holds, is left out."""

    nights: tuple[NightResult, ...] = ()
    said: tuple[Review | Grant, ...] = ()
    work: tuple[WorkItem, ...] = ()  #: as it was opened
    releases: tuple[datetime, ...] = ()  #: when a channel was pointed to another release


_OPENED = (EventKind.WORK_OPENED, EventKind.KNOWLEDGE_OPENED)
_SAID = (EventKind.REVIEWED, EventKind.GRANTED)


def told(suite: Suite | None, known: Mapping[str, Stack]) -> Told:
    """``known``: the Stacks of the Runs, by digest. A Run that came after they were read waits
    for the next look."""
    every = ledger.of_kinds(EventKind.NIGHT_ENDED, EventKind.RELEASED, *_SAID, *_OPENED)
    ended = [e for e in every if suite and _is_of(e, suite)]
    rows = RunRow.objects.filter(subject__in=[e.subject for e in ended])
    return Told(
        nights=_nights(ended, _brief(rows, known) if ended else ()),
        said=tuple(_judgement(e) for e in every if e.kind in _SAID),
        work=tuple(work_item.fold([e]) for e in every if e.kind in _OPENED),
        releases=tuple(e.at for e in every if e.kind is EventKind.RELEASED),
    )


def whys(run_ids: Collection[str]) -> dict[str, str]:
    """run -> what its outcome rests on."""
    rows = RunRow.objects.filter(id__in=run_ids)
    return dict(rows.values_list("id", KT("body__why")))


def planned() -> tuple[str, ...]:
    """The digests of the newest plan of a Night; none where that Night ended."""
    newest = EventRow.objects.filter(
        kind__in=(EventKind.NIGHT_PLANNED.value, EventKind.NIGHT_ENDED.value)
    ).order_by("-id")
    found = newest.values_list("kind", "data").first()
    if found is None or found[0] == EventKind.NIGHT_ENDED.value:
        return ()
    return tuple(choice["stack"] for choice in found[1]["choices"])


def _is_of(event: Event, suite: Suite) -> bool:
    return event.kind is EventKind.NIGHT_ENDED and event.subject.split(":", 2)[2] == suite.name


def _judgement(event: Event) -> Review | Grant:
    return _review(event) if event.kind is EventKind.REVIEWED else _grant(event)


def _ended(suite: Suite) -> list[Event]:
    return [e for e in ledger.of_kinds(EventKind.NIGHT_ENDED) if _is_of(e, suite)]


def _nights(ended: Iterable[Event], runs: Iterable[Run]) -> tuple[NightResult, ...]:
    own: dict[str, list[Run]] = {}
    for run in runs:
        own.setdefault(run.subject, []).append(run)
    found = [_night(e, own.get(e.subject, ())) for e in ended]
    return tuple(sorted(found, key=lambda n: n.day))


def _night(ended: Event, own: Iterable[Run]) -> NightResult:
    _, day, suite = ended.subject.split(":", 2)
    return NightResult(
        day=date.fromisoformat(day),
        suite=suite,
        void=ended.data["void"],
        reason=ended.reason,
        runs=tuple(own),
    )


_OUTCOMES = {each.value: each for each in Outcome}
_PURPOSES = {each.value: each for each in Purpose}


def _brief(rows: QuerySet[RunRow], known: Mapping[str, Stack]) -> Iterator[Run]:
    told = rows.order_by("started_at", "id").values_list(
        "id", "stack_id", "suite", "suite_digest", "outcome", "purpose", "subject", "night",
        "started_at", KT("body__ended_at"),
    )  # fmt: skip
    for run_id, stack, suite, digest, outcome, purpose, subject, night, started, ended in told:
        if stack not in known:
            continue
        yield Run(
            id=run_id,
            stack=known[stack],
            suite=suite,
            suite_digest=digest,
            outcome=_OUTCOMES[outcome],
            why="",
            purpose=_PURPOSES[purpose],
            subject=subject,
            night=night,
            started_at=started,
            ended_at=parse(ended),
        )


def reviews() -> tuple[Review, ...]:
    """Every review on record."""
    return tuple(map(_review, ledger.of_kinds(EventKind.REVIEWED)))


def _review(event: Event) -> Review:
    return Review(
        stack_digest=event.subject.removeprefix("stack:"),
        suite_digest=event.data["suite_digest"],
        reviewer=event.actor,
        role=event.data["role"],
        at=event.at,
        evidence=event.reason,
    )


def grants() -> tuple[Grant, ...]:
    """Every temporary certificate that was granted."""
    return tuple(map(_grant, ledger.of_kinds(EventKind.GRANTED)))


def _grant(event: Event) -> Grant:
    return Grant(
        stack_digest=event.subject.removeprefix("stack:"),
        suite_digest=event.data["suite_digest"],
        by=event.actor,
        at=event.at,
        until=parse(event.data["until"]),
    )
