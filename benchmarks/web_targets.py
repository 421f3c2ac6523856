"""Which targets do the measurements of `benchmarks/web.py` reach?"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

HELPDESK = "django-helpdesk"
COMMON, LARGEST = (1_000, 10_000, 100_000), 1_000_000
QUICK = (1_000, 10_000)
PAGES = ("inbox", "search", "ticket")
OURS = (*PAGES, "inbox, narrowed", "search, others")
STATEMENTS, FASTER, FLAT, MORE, DISTURBED = 12, 10.0, 2.0, 5.0, 2.0


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One page of one desk: milliseconds at three shares of the requests, and statements."""

    database: str
    desk: str
    count: int
    page: str
    p50: float
    p95: float
    p99: float
    cpu: float  #: milliseconds of the server's processor, half of the answers took more
    statements: int

    @property
    def place(self) -> tuple[str, str, int, str]:
        return (self.database, self.desk, self.count, self.page)


def row(one: Measured) -> str:
    return (
        f"{one.database:<11}{one.desk:<17}{one.count:>9,}  {one.page:<24}"
        f"{one.p50:>9.1f}{one.p95:>9.1f}{one.p99:>9.1f}{one.cpu:>9.1f}{one.statements:>6}"
    )


@dataclass(frozen=True, kw_only=True)
class Target:
    text: str
    value: float
    reached: bool


def targets(found: list[Measured]) -> Iterator[Target]:
    by = {one.place: one for one in found}
    for database in dict.fromkeys(one.database for one in found):
        ours = {(o.count, o.page): o for o in found if o.database == database and o.desk == "levee"}
        shared = [c for (d, desk, c, p) in by if (d, desk, p) == (database, HELPDESK, "inbox")]
        counts = sorted({count for count, _ in ours})
        if shared:
            top = max(shared)
            for page in ("inbox", "search"):
                times = _ratio(by[database, HELPDESK, top, page], ours[top, page])
                yield _at_least(f"{database}: {page} at {top:,} is faster", times, FASTER)
            # creates are not slower where more is stored: the fewest tickets judge them
            times = _ratio(by[database, HELPDESK, top, "create"], ours[top, "create"])
            yield _at_least(f"{database}: creates a second at {top:,}", times, MORE)
        if counts[-1] > QUICK[-1]:
            for page in OURS:
                times = ours[counts[-1], page].p50 / ours[QUICK[-1], page].p50
                text = f"{database}: {page} at {counts[-1]:,} beside {QUICK[-1]:,}"
                yield _at_most(text, times, FLAT)
        most = max(o.statements for (_, page), o in ours.items() if page != "create")
        yield _at_most(f"{database}: statements a page", most, STATEMENTS)
        if live := ours.get((QUICK[-1], "inbox, 300 live streams")):
            times = live.p95 / ours[QUICK[-1], "inbox"].p95
            yield _at_most(f"{database}: p95 of the inbox with 300 live streams", times, DISTURBED)


def _ratio(theirs: Measured, ours: Measured) -> float:
    """Nothing is proved by a page that does not come."""
    return 0.0 if math.isinf(theirs.p50) else theirs.p50 / ours.p50


def _at_least(text: str, value: float, bound: float) -> Target:
    return Target(
        text=f"{text}: {value:.1f}x, at least {bound:g}x", value=value, reached=value >= bound
    )


def _at_most(text: str, value: float, bound: float) -> Target:
    return Target(
        text=f"{text}: {value:.2f}, at most {bound:g}", value=value, reached=value <= bound
    )
