"""What do standings and numbers rest on, read with few questions?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from levee.model import work_item
from levee.model.certificate import Said
from levee.model.event import Event, EventKind
from levee.model.moment import parse
from levee.model.night import NightResult
from levee.model.outcome import Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.model.work_item import WorkItem
from levee.store import ledger, nights
from levee.store.judgements import SAID
from levee.store.models import RunRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that standings and numbers rest on, read at once. What the checks of the Runs said, most
    of what a Run holds, is left out."""

    nights: tuple[NightResult, ...] = ()
    said: tuple[Said, ...] = ()
    work: tuple[WorkItem, ...] = ()  #: as it was opened
    releases: tuple[datetime, ...] = ()  #: when a channel was pointed to another release


_OPENED = (EventKind.WORK_OPENED, EventKind.KNOWLEDGE_OPENED)


def _opens(event: Event) -> bool:
    """The ticket's own Event of the same kind only names the work item."""
    return event.kind in _OPENED and event.subject.startswith(work_item.subject(""))


def read(suite: Suite | None, known: Mapping[str, Stack]) -> Told:
    """``known``: the Stacks of the Runs, by digest. A Run that came after they were read waits
    for the next look."""
    every = ledger.of_kinds(EventKind.NIGHT_ENDED, EventKind.RELEASED, *SAID, *_OPENED)
    ended = [
        nights.ended_as(e.subject, e.data["void"], e.reason)
        for e in every
        if suite and e.kind is EventKind.NIGHT_ENDED and e.subject.endswith(f":{suite.name}")
    ]
    rows = RunRow.objects.filter(subject__in=[e.subject for e in ended])
    return Told(
        nights=nights.results(ended, _without_checks(rows, known) if ended else ()),
        said=tuple(SAID[e.kind](e) for e in every if e.kind in SAID),
        work=tuple(work_item.fold([e]) for e in every if _opens(e)),
        releases=tuple(e.at for e in every if e.kind is EventKind.RELEASED),
    )


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
