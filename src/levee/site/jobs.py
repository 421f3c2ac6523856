"""Which work is done in the background? Small shells; each is safe to run twice."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.tasks import task

from levee.model.urgency import Urgency
from levee.site import lost_jobs, sending
from levee.store import outbox


def enqueue(key: str, payload: Mapping[str, Any]) -> None:
    """Hand work to the queue; ``key`` is not needed, since each job is safe to run twice."""
    job = JOBS[payload["job"]]
    if "night" in payload:
        job.enqueue(payload["night"])
    else:
        job.using(priority=urgency(payload["ticket"])).enqueue(payload["ticket"])


def urgency(ticket_id: str) -> int:
    """How soon the lab takes up what this ticket asks for."""
    from levee.site.hands import hands

    desk = hands(Path(settings.DATA)).desk
    ticket = desk.ticket(ticket_id)
    hot = desk.contract(ticket.contract).file.repair.hotfix_severities
    return Urgency.HOTFIX if ticket.severity in hot else Urgency.TICKET


def sweep(now: datetime) -> int:
    """Carry out what the outbox still owes; a storm to one person goes out as one message."""
    from levee.desk.digests import Gathering
    from levee.store import contracts

    gathering = Gathering(rule=contracts.in_force().file.digests)
    return outbox.sweep(CARRIERS, now, gathering=gathering)


def post_owed(now: datetime) -> int:
    """Send the webhooks that are owed. They have a queue of their own: an address that does not
    answer holds up neither mail nor clocks."""
    return outbox.sweep({"webhook": sending.webhook}, now, limit=100)


@task(queue_name="webhooks")
def post() -> int:
    """Send the webhooks that are owed; returns how many were taken."""
    from levee.site.clock import clock

    return post_owed(clock())


@task(priority=Urgency.HOTFIX)
def carry_mail() -> int:
    """Send the mail that is owed; returns how many went. Somebody waits for theirs."""
    from levee.site.clock import clock

    return sweep(clock())


@task()
def forget_sessions() -> int:
    """Forget the sessions that ran out; returns how many."""
    from levee.site.clock import clock
    from levee.store import account_sessions

    return account_sessions.forget(clock())


@task()
def tick() -> int:
    """Fire what came due and carry out what is owed; returns how many Events were new."""
    from levee.flow import TICK, follow
    from levee.flow.ticking import Ticking
    from levee.site import stories
    from levee.site.clock import clock
    from levee.site.hands import hands

    now = clock()
    made = hands(Path(settings.DATA))
    told = follow(TICK, Ticking(hands=made, now=now))
    stories.call_night(made, now)
    sweep(now)
    lost_jobs.again(now)
    return len(told.story.fired)


@task(queue_name="lab", priority=Urgency.TICKET)
def reproduce(ticket_id: str) -> str:
    """Reproduce a ticket; its isolation follows by the outbox. Says how it ended."""
    from levee.site import stories

    return _ended(stories.reproduce, ticket_id)


@task(queue_name="lab", priority=Urgency.TICKET)
def isolate(ticket_id: str, seed: int = 0) -> str:
    """Isolate a ticket that was reproduced, unless it is isolated. Says how it ended."""
    from levee.site import stories

    def once(hands: Any, ticket_id: str, now: datetime) -> Any:
        return stories.isolate(hands, ticket_id, now, seed=seed)

    return _ended(once, ticket_id)


def _ended(story: Callable[[Any, str, datetime], Any], ticket_id: str) -> str:
    from levee.model.problem import Rejected
    from levee.site.clock import clock
    from levee.site.hands import hands

    made = hands(Path(settings.DATA))
    if made.desk.ticket(ticket_id).interaction:
        return f"{ticket_id} is isolated already"
    try:
        stop = story(made, ticket_id, clock()).stop
    except Rejected as refused:
        return str(refused)
    sweep(clock())
    return stop.reason if stop else "held"


@task(queue_name="lab", priority=Urgency.TICKET)
def run(digest: str, key: str) -> str:
    """Run the suite on one Stack; the same key again is the same Run."""
    from levee.model.run import Asked, Purpose

    def asked(made: Any, now: datetime) -> str:
        wish = Asked(stack=made.lab.stack(digest), purpose=Purpose.ADHOC, key=key)
        found = made.lab.run(wish)
        return f"run {found.id}: {found.outcome.value}"

    return _said(asked)


@task(queue_name="lab", priority=Urgency.TICKET)
def rerun(run_id: str) -> str:
    """Repeat a Run from its own folder."""
    from levee.site import evidence

    def again(made: Any, now: datetime) -> str:
        found = evidence.rerun(made, run_id)
        return f"run {found.id}: {found.outcome.value}"

    return _said(again)


@task(queue_name="lab", priority=Urgency.NIGHTLY)
def night(day: str) -> str:
    """Run one Night; one that was cut off goes on where it stopped.

    It lets more urgent work of the queue go between two of its Runs: it ends there and queues
    itself again, behind that work.
    """
    from levee.site import queued, stories
    from levee.site.hands import hands

    def told(_: Any, now: datetime) -> str:
        made = hands(Path(settings.DATA), gives_way=queued.urgent)
        ended = stories.night(made, date.fromisoformat(day), now)
        if ended.stop is not None:
            night.enqueue(day)
            return f"night {day} {ended.stop.reason}"
        report = ended.story.report
        return f"night {day}: {report.result.reason}" if report else f"night {day} did not end"

    return _said(told)


@task()
def rotate_seal() -> str:
    """Seal every original with a new key; cut off, it can be run again."""
    from levee.store.sealed import Seal

    count = Seal(Path(settings.DATA) / "keys" / "seal.key").rotate()
    return f"{count} originals are sealed anew"


@task(queue_name="lab", priority=Urgency.NIGHTLY)
def aa(times: int, digest: str, at: str) -> str:
    """Run a Stack that is known to pass so many times; named by ``at``, so told again it is the
    same Runs."""
    from levee.model.moment import parse
    from levee.site import measuring

    def told(made: Any, now: datetime) -> str:
        green = made.lab.stack(digest) if digest else None
        return measuring.measure(made, times, parse(at), green).said

    return _said(told)


@task(queue_name="lab", priority=Urgency.TICKET)
def mend(work_id: str, change: list[dict[str, Any]], notes: str) -> str:
    """Run the suite on a fix and on the top stacks; the label goes, or the channel goes back."""
    from levee.model.delta import delta_from
    from levee.site import stories

    def told(made: Any, now: datetime) -> str:
        deltas = tuple(delta_from(d) for d in change)
        ended = stories.mend(made, work_id, deltas, notes, now)
        verdict = ended.story.verdict
        reason = ended.stop.reason if ended.stop else verdict.reason if verdict else ""
        return f"the fix {'holds' if ended.held else 'does not hold'}: {reason}"

    return _said(told)


def _said(story: Callable[[Any, datetime], str]) -> str:
    """What came of it, also when it was refused; then carry out what is owed."""
    from levee.model.problem import NotHeld, Rejected, Unknown
    from levee.site.clock import clock
    from levee.site.hands import hands

    try:
        words = story(hands(Path(settings.DATA)), clock())
    except (NotHeld, Rejected, Unknown) as refused:
        return f"refused: {refused}"
    sweep(clock())
    return words


CARRIERS = {"mail": sending.mail, "job": enqueue}
JOBS: dict[str, Any] = {"reproduce": reproduce, "isolate": isolate, "night": night}
