"""What does the desk do when somebody submits a ticket, reports a fleet, or time passes?"""

from datetime import datetime
from typing import Any

from levee.flow import TICK, Told, follow
from levee.flow.taking import LIMIT as LIMIT
from levee.flow.taking import Taking
from levee.flow.ticking import Ticking
from levee.site import answers, jobs, taking_in
from levee.site.hands import LeveeHands


def take_in(hands: LeveeHands, body: bytes, now: datetime, door: str = "api") -> Told[Taking]:
    """The one door of every face, and the first look at the ticket's clocks."""
    return taking_in.submit(hands, body, now, door=door)


def taken(hands: LeveeHands, story: Taking, now: datetime) -> dict[str, Any]:
    """The ticket that a submission became, with what it lacks."""
    assert story.ticket is not None
    return answers.ticket(hands, story.ticket, now, story.events, story.promises) | {
        "again": story.again,
        "differs": story.differs,
        "kept": story.sealed if story.differs else "",
        "problems": [{"where": p.where, "what": p.what} for p in story.problems],
    }


def tick(hands: LeveeHands, now: datetime) -> dict[str, Any]:
    """Fire what came due, carry out what is owed, and audit every promise."""
    story = follow(TICK, Ticking(hands=hands, now=now)).story
    return {
        "looked_at": list(story.awake),
        "fired": [{"subject": e.subject, "reason": e.reason} for e in story.fired],
        "sent": jobs.sweep(now) + jobs.post_owed(now),
        "faults": list(story.faults),
    }
