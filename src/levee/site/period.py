"""Over which time and for whom are the numbers asked for?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from levee.learn.periods import Span
from levee.model.problem import Problem, Rejected
from levee.store.times import Of

PERIODS = (7, 30, 90, 365)  #: days that are offered
USUAL = 30
LONGEST = 1100  #: days; the period before it is read, too
_FIRST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A period, and whose tickets and clients. ``days`` is None where first and last are named."""

    span: Span
    days: int | None
    of: Of = field(default_factory=Of)
    first: date | None = None
    last: date | None = None


def usual(now: datetime, days: int = USUAL) -> Wanted:
    span = Span(after=now - timedelta(days=days), until=now, known=now)
    return Wanted(span=span, days=days)


def read(query: Mapping[str, str], streams: Mapping[str, object], now: datetime) -> Wanted:
    """``days``, or ``from`` and ``to`` (days of UTC, both counted), ``stream``, ``partner``.
    Rejected names all that is wrong."""
    problems: list[Problem] = []
    of = Of(stream=query.get("stream", ""), partner=query.get("partner", ""))
    if of.stream and of.stream not in streams:
        problems.append(Problem("$.stream", f"no such stream; there are {', '.join(streams)}"))
    if len(of.partner) > 200 or not of.partner.isprintable():
        problems.append(Problem("$.partner", "no partner has such a name"))
    wanted = _days(query, now, problems)
    if problems:
        raise Rejected(tuple(problems))
    return Wanted(span=wanted.span, days=wanted.days, of=of, first=wanted.first, last=wanted.last)


def _days(query: Mapping[str, str], now: datetime, problems: list[Problem]) -> Wanted:
    if query.get("from") or query.get("to"):
        return _between(query, now, problems)
    said = query.get("days", "") or str(USUAL)
    if said not in {str(p) for p in PERIODS}:
        offered = ", ".join(map(str, PERIODS))
        problems.append(Problem("$.days", f"one of {offered}, or a first and a last day"))
        return usual(now)
    return usual(now, int(said))


def _between(query: Mapping[str, str], now: datetime, problems: list[Problem]) -> Wanted:
    first, last = (_day(query, name, problems) for name in ("from", "to"))
    if first is None or last is None:
        return usual(now)
    today = now.astimezone(UTC).date()
    for wrong, where, why in (
        (last < first, "$.to", "comes before the first day"),
        (last > today, "$.to", "has not begun yet"),
        (_midnight(first) >= now, "$.from", "has not begun yet"),
        (first < _FIRST, "$.from", f"is before {_FIRST}"),
        ((last - first).days >= LONGEST, "$.to", f"is more than {LONGEST} days after the first"),
    ):
        problems.extend([Problem(where, why)] if wrong else [])
    until = min(now, _midnight(last) + timedelta(days=1))
    span = Span(after=_midnight(first), until=until, known=until)
    return Wanted(span=span, days=None, first=first, last=last)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _day(query: Mapping[str, str], name: str, problems: list[Problem]) -> date | None:
    try:
        return date.fromisoformat(query.get(name, ""))
    except ValueError:
        problems.append(Problem(f"$.{name}", "is no day such as 2026-03-01"))
        return None
