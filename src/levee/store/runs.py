"""Which Runs are there, and which Nights do they make?"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.fields.json import KT

from levee.model import work_item
from levee.model.certificate import Grant, Review, Said, Withdrawal
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
    told = ended(suite.name)
    rows = RunRow.objects.filter(subject__in=[night.subject for night in told])
    if stack:
        rows = rows.filter(Q(stack_id=stack) | Q(purpose=Purpose.AA.value))
    return _nights(told, _runs(rows))


def _nights(ended: Iterable["Ended"], runs: Iterable[Run]) -> tuple[NightResult, ...]:
    own: dict[str, list[Run]] = {}
    for run in runs:
        own.setdefault(run.subject, []).append(run)
    return tuple(result(night, own.get(night.subject, ())) for night in ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A Night that ended, without its Runs."""

    subject: str
    day: date
    suite: str
    void: bool
    reason: str


def ended(suite: str) -> tuple[Ended, ...]:
    """The Nights of a suite that ended, in order of their days; what they told of each Stack, which
    is long, is not read."""
    rows = EventRow.objects.filter(kind=EventKind.NIGHT_ENDED.value, subject__endswith=f":{suite}")
    found = [
        _ended(*row) for row in rows.order_by("id").values_list("subject", "data__void", "reason")
    ]
    return tuple(sorted((n for n in found if n.suite == suite), key=lambda n: n.day))


def _ended(subject: str, void: bool, reason: str) -> Ended:
    _, day, suite = subject.split(":", 2)
    at = date.fromisoformat(day)
    return Ended(subject=subject, day=at, suite=suite, void=void, reason=reason)


def result(night: Ended, runs: Iterable[Run]) -> NightResult:
    return NightResult(
        day=night.day, suite=night.suite, void=night.void, reason=night.reason, runs=tuple(runs)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A Run without what it said."""

    id: str
    subject: str
    stack: str
    suite: str
    suite_digest: str
    outcome: Outcome
    purpose: Purpose
    night: date | None


def briefs(subjects: Iterable[str]) -> tuple[Brief, ...]:
    return _briefs(RunRow.objects.filter(subject__in=tuple(subjects)))


def briefs_of_day(day: date, but: str) -> tuple[Brief, ...]:
    """Those of a date that belong to another subject."""
    return _briefs(RunRow.objects.filter(night=day).exclude(subject=but))


def briefs_of_stack(digest: str, suite: str) -> tuple[Brief, ...]:
    """One Stack's Runs of its Nights, those of one Night beside each other."""
    own = RunRow.objects.filter(stack_id=digest, suite=suite).exclude(night=None)
    return tuple(sorted(_briefs(own), key=lambda b: b.night or date.min))


def _briefs(rows: QuerySet[RunRow]) -> tuple[Brief, ...]:
    names = ("id", "subject", "stack_id", "suite", "suite_digest", "outcome", "purpose", "night")
    return tuple(
        Brief(
            id=row[0],
            subject=row[1],
            stack=row[2],
            suite=row[3],
            suite_digest=row[4],
            outcome=Outcome(row[5]),
            purpose=Purpose(row[6]),
            night=row[7],
        )
        for row in rows.order_by("started_at", "id").values_list(*names)
    )


def how_far(subjects: Iterable[str]) -> dict[str, tuple[int, datetime]]:
    """subject -> how many Runs it has, and when the last one began: a Run never changes, so what
    was derived from these many is still so."""
    rows = RunRow.objects.filter(subject__in=tuple(subjects)).order_by()
    told = rows.values("subject").annotate(runs=Count("id"), last=Max("started_at"))
    return {row["subject"]: (row["runs"], row["last"]) for row in told}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that standings and numbers rest on, read at once. What the checks of the Runs said, most
    of what a Run holds, is left out."""

    nights: tuple[NightResult, ...] = ()
    said: tuple[Said, ...] = ()
    work: tuple[WorkItem, ...] = ()  #: as it was opened
    releases: tuple[datetime, ...] = ()  #: when a channel was pointed to another release


_OPENED = (EventKind.WORK_OPENED, EventKind.KNOWLEDGE_OPENED)


def told(suite: Suite | None, known: Mapping[str, Stack]) -> Told:
    """``known``: the Stacks of the Runs, by digest. A Run that came after they were read waits
    for the next look."""
    every = ledger.of_kinds(EventKind.NIGHT_ENDED, EventKind.RELEASED, *_SAID, *_OPENED)
    ended = [
        _ended(e.subject, e.data["void"], e.reason)
        for e in every
        if suite and e.kind is EventKind.NIGHT_ENDED and e.subject.endswith(f":{suite.name}")
    ]
    rows = RunRow.objects.filter(subject__in=[e.subject for e in ended])
    return Told(
        nights=_nights(ended, _without_checks(rows, known) if ended else ()),
        said=tuple(_SAID[e.kind](e) for e in every if e.kind in _SAID),
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


_OUTCOMES = {each.value: each for each in Outcome}
_PURPOSES = {each.value: each for each in Purpose}


def _without_checks(rows: QuerySet[RunRow], known: Mapping[str, Stack]) -> Iterator[Run]:
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
