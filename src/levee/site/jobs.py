"""Which work is done in the background? Small shells; each is safe to run twice."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.tasks import task

from levee.connect import mail
from levee.store import outbox

CARRIERS = {"mail": mail.send}


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
    return len(told.story.fired)


@task(queue_name="lab")
def reproduce(ticket_id: str) -> str:
    """Reproduce a ticket and, when it fails as reported, isolate it."""
    from levee.site import stories
    from levee.site.clock import clock
    from levee.site.hands import hands

    made = hands(Path(settings.DATA))
    told = stories.reproduce(made, ticket_id, clock())
    if not told.held:
        return told.stop.reason if told.stop else ""
    return stories.isolate(made, ticket_id, clock(), seed=0).story.ticket.id
