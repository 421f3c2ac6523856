"""Which work is done in the background? Small shells; each is safe to run twice."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.tasks import task

from levee.connect import mail
from levee.site import lost_jobs
from levee.store import outbox

TICKET = 50  #: lab jobs of a ticket go before those of a Night


def enqueue(key: str, payload: Mapping[str, Any]) -> None:
    """Hand work to the queue; ``key`` is not needed, since each job is safe to run twice."""
    JOBS[payload["job"]].enqueue(payload["ticket"])


def sweep(now: datetime) -> int:
    """Carry out what the outbox still owes."""
    return outbox.sweep(CARRIERS, now)


@task()
def tick() -> int:
    """Fire what came due and carry out what is owed; returns how many Events were new."""
    from levee.flow import TICK, follow
    from levee.flow.ticking import Ticking
    from levee.site.clock import clock
    from levee.site.hands import hands

    now = clock()
    told = follow(TICK, Ticking(hands=hands(Path(settings.DATA)), now=now))
    sweep(now)
    lost_jobs.again(now)
    return len(told.story.fired)


@task(queue_name="lab", priority=TICKET)
def reproduce(ticket_id: str) -> str:
    """Reproduce a ticket; its isolation follows by the outbox. Says how it ended."""
    from levee.site import stories

    return _ended(stories.reproduce, ticket_id)


@task(queue_name="lab", priority=TICKET)
def isolate(ticket_id: str) -> str:
    """Isolate a ticket that was reproduced, unless it is isolated. Says how it ended."""
    from levee.site import stories

    def once(hands: Any, ticket_id: str, now: datetime) -> Any:
        return stories.isolate(hands, ticket_id, now, seed=0)

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


CARRIERS = {"mail": mail.send, "job": enqueue}
JOBS = {"reproduce": reproduce, "isolate": isolate}
