"""Does something more urgent than a Night wait for the lab?"""

from dj_queue.models import ReadyExecution

from levee.model.urgency import Urgency


def urgent() -> bool:
    """Only what is ready: a job that somebody is at needs no room."""
    waiting = ReadyExecution.objects.filter(queue_name="lab")
    return waiting.filter(priority__gt=Urgency.NIGHTLY).exists()
