"""How is work given to the lab in the background, and how far has it come?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.tasks import TaskResult, default_task_backend
from django.tasks.exceptions import TaskResultDoesNotExist

from levee.model.delta import Delta
from levee.model.problem import Unknown
from levee.model.stack import Stack
from levee.site import jobs
from levee.site.hands import LeveeHands
from levee.store import tickets


def reproduce(ticket_id: str) -> str:
    """The job's id."""
    return _queued(jobs.reproduce.using(priority=jobs.urgency(ticket_id)).enqueue(ticket_id))


def isolate(ticket_id: str, seed: int) -> str:
    return _queued(jobs.isolate.using(priority=jobs.urgency(ticket_id)).enqueue(ticket_id, seed))


def run(hands: LeveeHands, stack: Stack, key: str) -> str:
    """The Stack is kept first, so that the job finds it by its digest."""
    hands.lab.keep(stack)
    return _queued(jobs.run.enqueue(stack.digest, key))


def rerun(run_id: str) -> str:
    return _queued(jobs.rerun.enqueue(run_id))


def aa(hands: LeveeHands, times: int, stack: Stack | None, now: datetime) -> str:
    """Without a Stack the lab takes one that it knows to pass."""
    if stack is not None:
        hands.lab.keep(stack)
    return _queued(jobs.aa.enqueue(times, stack.digest if stack else "", now.isoformat()))


def rotate_seal() -> str:
    return _queued(jobs.rotate_seal.enqueue())


def night(of: date) -> str:
    return _queued(jobs.night.enqueue(of.isoformat()))


def mend(work_id: str, change: Sequence[Delta], notes: str) -> str:
    ticket = tickets.work_item(work_id).ticket
    task = jobs.mend.using(priority=jobs.urgency(ticket))
    return _queued(task.enqueue(work_id, [d.to_json() for d in change], notes))


def _queued(result: "TaskResult[Any, Any]") -> str:
    return str(result.id)


def found(job_id: str) -> dict[str, Any]:
    """Its state, and in words how it ended; what it died of is in the log, not here."""
    try:
        result = default_task_backend.get_result(job_id)
    except (TaskResultDoesNotExist, ValidationError):
        raise Unknown(f"there is no job {job_id}") from None
    ended = result.is_finished and not result.errors
    return {
        "job": job_id,
        "state": result.status.value.lower(),
        "task": result.task.name,
        "said": str(result.return_value) if ended else "",
        "enqueued_at": result.enqueued_at,
        "finished_at": result.finished_at,
    }
