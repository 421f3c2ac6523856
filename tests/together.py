"""Several threads that begin at the same instant, each with its own database connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections


def together[T](work: Callable[[int], T], times: int) -> list[T]:
    """What each of ``times`` threads returned, in order; the first exception is raised."""
    start = Barrier(times)

    def one(number: int) -> T:
        start.wait(timeout=10)
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times), timeout=60))
