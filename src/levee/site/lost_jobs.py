"""Which background jobs died with their worker, and are done again?

dj-queue marks them failed and leaves it there. A job that failed by itself is left alone.
"""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from dj_queue.api import retry_failed_jobs
from dj_queue.models import FailedExecution
from django.db.models import Q

WITH_ITS_WORKER = ("ProcessExitError", "ProcessPrunedError", "ProcessMissingError")
AGE = timedelta(days=1)  #: one that is older has killed its worker again and again


def again(now: datetime) -> int:
    """Queue them once more; returns how many. Each job is safe to run twice."""
    died = reduce(or_, (Q(exception_class__endswith=name) for name in WITH_ITS_WORKER))
    lost = FailedExecution.objects.filter(died, job__created_at__gt=now - AGE)
    ids = [str(job_id) for job_id in lost.values_list("job_id", flat=True)]
    return retry_failed_jobs(job_ids=ids) if ids else 0
