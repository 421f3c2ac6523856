"""Which Nights ended, what did their Runs come to, and how far has each come?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, QuerySet

from levee.model.event import EventKind
from levee.model.night import NightResult
from levee.model.outcome import Outcome
from levee.model.run import Purpose, Run
from levee.store.models import EventRow, RunRow


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
        ended_as(*row) for row in rows.order_by("id").values_list("subject", "data__void", "reason")
    ]
    return tuple(sorted((n for n in found if n.suite == suite), key=lambda n: n.day))


def ended_as(subject: str, void: bool, reason: str) -> Ended:
    _, day, suite = subject.split(":", 2)
    at = date.fromisoformat(day)
    return Ended(subject=subject, day=at, suite=suite, void=void, reason=reason)


def result(night: Ended, runs: Iterable[Run]) -> NightResult:
    return NightResult(
        day=night.day, suite=night.suite, void=night.void, reason=night.reason, runs=tuple(runs)
    )


def results(ended: Iterable[Ended], runs: Iterable[Run]) -> tuple[NightResult, ...]:
    own: dict[str, list[Run]] = {}
    for run in runs:
        own.setdefault(run.subject, []).append(run)
    return tuple(result(night, own.get(night.subject, ())) for night in ended)


def planned() -> tuple[str, ...]:
    """The digests of the newest plan of a Night; none where that Night ended."""
    newest = EventRow.objects.filter(
        kind__in=(EventKind.NIGHT_PLANNED.value, EventKind.NIGHT_ENDED.value)
    ).order_by("-id")
    found = newest.values_list("kind", "data").first()
    if found is None or found[0] == EventKind.NIGHT_ENDED.value:
        return ()
    return tuple(choice["stack"] for choice in found[1]["choices"])


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
