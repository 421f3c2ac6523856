"""Which work is done in the background? Small shells; each is safe to run twice."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.tasks import task

from levee.connect import mail
from levee.site import lost_jobs
from levee.store import outbox


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


@task(queue_name="lab")
def reproduce(ticket_id: str) -> str:
    """Reproduce a ticket and, when it fails as reported, isolate it. Says how that ended."""
    from levee.model.problem import Rejected
    from levee.site import stories
    from levee.site.clock import clock
    from levee.site.hands import hands

    made = hands(Path(settings.DATA))
    if made.desk.ticket(ticket_id).interaction:
        return f"{ticket_id} is isolated already"
    try:
        told = stories.reproduce(made, ticket_id, clock())
        stop = told.stop or stories.isolate(made, ticket_id, clock(), seed=0).stop
    except Rejected as refused:
        return str(refused)
    return stop.reason if stop else f"{ticket_id} is isolated"


CARRIERS = {"mail": mail.send, "job": enqueue}
JOBS = {"reproduce": reproduce}
