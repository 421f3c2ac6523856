"""Is a job that died with its worker done again, and only such a one?"""

from datetime import UTC, datetime, timedelta

import pytest
from dj_queue.models import FailedExecution, Job, ReadyExecution

from levee.site import jobs, lost_jobs

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def failed(why: str) -> Job:
    jobs.tick.enqueue()
    job = Job.objects.latest("created_at")
    ReadyExecution.objects.filter(job=job).delete()
    FailedExecution.objects.create(job=job, exception_class=why)
    return job


@pytest.mark.parametrize("name", lost_jobs.WITH_ITS_WORKER)
def test_a_job_that_died_with_its_worker_is_queued_again(name: str) -> None:
    job = failed(f"dj_queue.exceptions.{name}")
    assert lost_jobs.again(NOW) == 1
    assert ReadyExecution.objects.filter(job=job).exists()
    assert lost_jobs.again(NOW) == 0


def test_a_job_that_failed_by_itself_is_left_alone() -> None:
    failed("builtins.ValueError")
    assert lost_jobs.again(NOW) == 0


def test_a_job_that_died_long_ago_is_left_alone() -> None:
    failed("dj_queue.exceptions.ProcessExitError")
    assert lost_jobs.again(NOW + timedelta(days=2)) == 0
