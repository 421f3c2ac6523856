"""Operating: tick, audit, jobs, and taking secrets out of a text."""

from typing import Any

from ninja import Schema

from levee.desk.redaction import find, redact
from levee.model.access import Scope
from levee.site import auditing, health, stories_desk, stories_jobs
from levee.site.shown import first_steps
from levee.web.api import house_shapes, shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked

router = area("operating")


class Text(Schema):
    text: str


@writes(router, "/tick", Scope.OPERATE, house_shapes.Ticked)
def tick(asked: Asked) -> Any:
    """Fire what came due, carry out what is owed, and audit every promise."""
    return stories_desk.tick(asked.hands, asked.now)


@reads(router, "/audit", Scope.OPERATE, house_shapes.Audited)
def read_audit(asked: Asked) -> Any:
    """Are the ledger, the caches and the clocks whole? Nothing is changed."""
    return auditing.audit(asked.hands, asked.now)


@reads(router, "/health", Scope.OPERATE, house_shapes.Health)
def read_health(asked: Asked) -> Any:
    """Is this server fit to work: store, clocks, outbox, queue, keys, disk? Nothing secret."""
    return health.health(asked.hands, asked.data, asked.now)


@reads(router, "/first-steps", Scope.OPERATE, house_shapes.FirstSteps)
def read_first_steps(asked: Asked) -> Any:
    """What is done and what comes next, from an empty store to the first certificate, each with
    the commands for it."""
    return first_steps.steps(asked.hands, asked.data, asked.now)


@reads(router, "/jobs/{job_id}", Scope.LAB_RUN, shapes.JobFound)
def read_job(asked: Asked, job_id: str) -> Any:
    """How far a job has come, and in words how it ended."""
    return stories_jobs.found(job_id)


@writes(router, "/redact", Scope.REDACT, house_shapes.Redacted, has_secret=True)
def redact_text(asked: Asked, given: Text) -> Any:
    """A text without its secrets and personal data, and where they stood."""
    spans = [{"start": s.start, "end": s.end, "kind": s.kind} for s in find(given.text)]
    return {"text": redact(given.text), "spans": spans}
