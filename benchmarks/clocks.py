# /// script
# requires-python = ">=3.12"
# dependencies = ["businesstimedelta>=1.0", "pytz", "tzdata"]
# ///
"""How many deadlines a second, beside businesstimedelta?

    PYTHONPATH=src uv run benchmarks/clocks.py

Both count the same 09:00-17:00 weeks in Europe/Berlin and must agree before they are timed.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from zoneinfo import ZoneInfo

import businesstimedelta
import pytz

from levee.desk.hours import add, elapsed
from levee.model.calendar import Calendar, Window

ROUNDS = 7
ZONE = "Europe/Berlin"
DAY = (Window(start=9 * 60, end=17 * 60),)
OURS = Calendar(name="office", zone=ZONE, weekly=(DAY,) * 5 + ((), ()))
THEIRS = businesstimedelta.WorkDayRule(
    start_time=wall(9), end_time=wall(17), working_days=[0, 1, 2, 3, 4], tz=pytz.timezone(ZONE)
)

type Asked = tuple[datetime, int, datetime]


def questions(count: int, shortest: int, longest: int) -> list[Asked]:
    """Starts in working hours of 2026, targets in whole working hours, and the due instants."""
    draw, asked = random.Random(20260921), []
    while len(asked) < count:
        start = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=draw.randrange(340 * 1440))
        shown = start.astimezone(ZoneInfo(ZONE))
        if shown.weekday() < 5 and 9 <= shown.hour < 17:
            target = draw.randint(shortest, longest) * 3600
            asked.append((start, target, add(OURS, start, target)))
    return asked


def their_add(start: datetime, seconds: int) -> datetime:
    return start + businesstimedelta.BusinessTimeDelta(THEIRS, hours=seconds / 3600)


def their_elapsed(a: datetime, b: datetime) -> float:
    return THEIRS.difference(a, b).timedelta.total_seconds()


def rate(work: Callable[[Asked], object], asked: list[Asked]) -> float:
    """The median over the rounds of questions answered a second."""
    rates = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for question in asked:
            work(question)
        rates.append(len(asked) / (time.perf_counter() - begun))
    return statistics.median(rates)


def compare(shortest: int, longest: int) -> None:
    many, few = (questions(count, shortest, longest) for count in (50_000, 300))
    agreed = sum(
        elapsed(OURS, a, b) == d == their_elapsed(a, b) and their_add(a, d) == b for a, d, b in few
    )
    print(f"targets of {shortest}-{longest} working hours, agreeing on {agreed} of {len(few)}:")
    for name, ours, theirs in (
        ("add", lambda q: add(OURS, q[0], q[1]), lambda q: their_add(q[0], q[1])),
        ("elapsed", lambda q: elapsed(OURS, q[0], q[2]), lambda q: their_elapsed(q[0], q[2])),
    ):
        mine, other = rate(ours, many), rate(theirs, few)
        print(f"  {name:8} {mine:>10,.0f}  businesstimedelta {other:>7,.0f}  {mine / other:.0f}x")


if __name__ == "__main__":
    print(f"answers a second, median of {ROUNDS} rounds")
    compare(1, 8)
    compare(1, 40)
    compare(100, 400)
