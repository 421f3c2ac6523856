# /// script
# requires-python = ">=3.12"
# dependencies = ["businesstimedelta>=1.0", "pytz", "tzdata"]
# ///
"""How many deadlines a second, beside businesstimedelta? How many due tickets a second in TICK?

    PYTHONPATH=src uv run benchmarks/clocks.py [--quick] [--url postgresql://user@host/postgres]

Both count the same 09:00-17:00 weeks in Europe/Berlin and must agree before they are timed. TICK is
measured by `benchmarks/ticking.py`, in stores of 10,000, 100,000 and 1,000,000 open tickets: with
0.1 % of them due, and with the same number due in each. The million takes minutes to fill.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import businesstimedelta
import pytz

from levee.desk.hours import add, elapsed
from levee.model.calendar import Calendar, Window

ROUNDS = 7
SAME = 1000  #: tickets due at once where stores of different size are compared
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
    """The median over the rounds of questions answered in a second of one core."""
    rates = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for question in asked:
            work(question)
        rates.append(len(asked) / (time.process_time() - begun))
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


def deadlines() -> None:
    print(f"answers per second of processor time, median of {ROUNDS} rounds")
    compare(1, 8)
    compare(1, 40)
    compare(100, 400)


def ticks(sizes: tuple[int, ...], urls: tuple[str, ...]) -> None:
    """Each store in a process of its own; the ratio is to the smallest store, same number due."""
    print("TICK, median of the rounds: due a second on the wall clock; and per second of its own")
    print("processor time, which other work on the machine does not change so much")
    for url in urls:
        first = 0.0
        for size in sizes:
            for told in _measured(size, url):
                wall, cpu, same = told["wall_s"], told["cpu_s"], told["due"] == SAME
                first = first or (cpu if same else 0.0)
                ratio = f"{cpu / first:.2f}x" if same else ""
                print(
                    f"  {told['database']:10} {told['open']:>9,} open {told['due']:>5,} due"
                    f"  {wall * 1000:>7.1f} ms a tick  {told['due'] / wall:>6,.0f}/s"
                    f"  cpu {told['due'] / cpu:>6,.0f}/s  {ratio}",
                    flush=True,
                )
    print("  for comparison, from trials of them: django-helpdesk's sweep 47/s, RT's 40/s;")
    print("  one set-based SQL statement without Events, rungs or messages 17,000/s")


def _measured(size: int, url: str) -> list[dict[str, Any]]:
    """From Levee's own environment: this one has businesstimedelta and no Django."""
    root = Path(__file__).parents[1]
    command = [str(root / ".venv/bin/python"), str(root / "benchmarks/ticking.py"), str(size)]
    paths = {"PYTHONPATH": f"{root / 'src'}{os.pathsep}{root / 'tests'}"}
    done = subprocess.run(
        [*command, "--url", url], env=os.environ | paths, check=True, timeout=3600,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="leave out the million")
    parser.add_argument("--only", choices=("deadlines", "ticks"))
    parser.add_argument("--url", default="", help="a PostgreSQL server, to measure on it too")
    asked = parser.parse_args()
    if asked.only != "ticks":
        deadlines()
    if asked.only != "deadlines":
        sizes = (10_000, 100_000) if asked.quick else (10_000, 100_000, 1_000_000)
        ticks(sizes, ("", asked.url) if asked.url else ("",))
