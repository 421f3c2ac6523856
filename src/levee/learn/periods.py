"""Over which stretch of time is a number counted, and into which equal parts is it cut?"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

#: Up to so many days the parts are days; above, about weeks; above so many weeks, about months.
DAYS, WEEKS = 31, 53
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What lies after ``after`` and no later than ``until``, as it was known at ``known``.

    Spans are elapsed time: none is longer or shorter because a clock was changed.
    """

    after: datetime
    until: datetime
    known: datetime

    def holds(self, moment: datetime) -> bool:
        return self.after < moment <= self.until

    @property
    def before(self) -> "Span":
        """The stretch of the same length that ends where this one begins, as known then."""
        long = self.until - self.after
        return Span(after=self.after - long, until=self.after, known=self.after)


def ever(now: datetime) -> Span:
    """Everything up to now."""
    return Span(after=_BEGINNING, until=now, known=now)


def cut(span: Span) -> tuple[Span, ...]:
    """Equal parts that follow one another and make up the span; all known when it was."""
    long = span.until - span.after
    count = _parts(long / timedelta(days=1))
    edges = [span.after + long * n / count for n in range(count)] + [span.until]
    return tuple(Span(after=a, until=b, known=span.known) for a, b in pairwise(edges))


def _parts(days: float) -> int:
    if days <= DAYS:
        return max(1, round(days))
    weeks = round(days / 7)
    return weeks if weeks <= WEEKS else round(days * 12 / 365.25)


def lying_in[T](span: Span, things: Sequence[T], when: Callable[[T], datetime]) -> Sequence[T]:
    """Of things in order, those that lie in the span."""
    return things[
        bisect_right(things, span.after, key=when) : bisect_right(things, span.until, key=when)
    ]
