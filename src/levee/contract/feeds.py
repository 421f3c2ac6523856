"""Which turns does an iCalendar feed give, and whom does each of them name?

A feed comes from outside, so it is bounded before it is expanded: the rules that are taken always
come to their next turn soon, and a year of a feed is asked for at most once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from levee.model.problem import Problem

if TYPE_CHECKING:  # loaded when a contract has a feed: it takes as long as the rest of a command
    from icalendar import Calendar, Event

LONGEST = 500_000  #: characters of one feed
MOST_EVENTS = 5_000
MOST_RULES = 50
MOST_TURNS = 5_000  #: in one year
FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_TURN = timedelta(days=3660)
_REFUSED = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError)
#: Which parts a rule may have. Others can be written so that no turn ever comes.
_PARTS: dict[str, set[str]] = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY"},
    "YEARLY": set(),
}
_ALWAYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Turn:
    """[start, end) in UTC; ``mails`` and ``summary`` say whose it is."""

    start: datetime
    end: datetime
    mails: tuple[str, ...]
    summary: str


class UnfoldingError(ValueError):
    """A year of the feed cannot be written out, or has more turns than anybody can hold."""


def problems(text: str) -> list[Problem]:
    """What is wrong with a feed, each at ``line N``; none means that any year can be expanded."""
    if len(text) > LONGEST:
        return [Problem("line 1", f"longer than {LONGEST:,} characters")]
    try:
        events = _events(text)
    except _REFUSED as error:
        return [Problem("line 1", f"is no iCalendar file: {_said(error)}")]
    if len(events) > MOST_EVENTS:
        return [Problem("line 1", f"has more than {MOST_EVENTS:,} events")]
    rules = sum(len(_rules(event)) for event in events)
    if rules > MOST_RULES:
        return [Problem("line 1", f"has more than {MOST_RULES} recurring events")]
    found = [
        Problem(f"line {line}", fault)
        for line, event in zip(lines(text), events, strict=False)
        for fault in _faults(event)
    ]
    return found or _tried(text, events)


def _tried(text: str, events: "list[Event]") -> list[Problem]:
    """Each event in the year in which it begins."""
    try:
        for year in {event.start.year for event in events}:
            _of_year(text, "UTC", year)
    except _REFUSED as error:
        return [Problem("line 1", _said(error))]
    return []


def labels(text: str) -> tuple[tuple[int, tuple[str, ...], str], ...]:
    """(line, mails, summary) of each event that counts, in the order of the feed."""
    found = zip(lines(text), _events(text), strict=False)
    return tuple((line, *_whose(event)) for line, event in found if _counts(event))


def turns(text: str, zone: str, start: datetime, end: datetime) -> tuple[Turn, ...]:
    """Every turn that touches [start, end), in order. A time without a zone is one of ``zone``."""
    years = range(max(start.year, FIRST_YEAR), min(end.year, LAST_YEAR) + 1)
    found = {turn for year in years for turn in _of_year(text, zone, year)}
    return tuple(sorted(t for t in found if t.start < end and start < t.end))


def lines(text: str) -> tuple[int, ...]:
    """On which line each event begins."""
    rows = enumerate(text.splitlines(), 1)
    return tuple(n for n, row in rows if row.strip().upper() == "BEGIN:VEVENT")


@lru_cache(maxsize=64)
def _calendar(text: str) -> "Calendar":
    from icalendar import Calendar

    return Calendar.from_ical(text)


def _events(text: str) -> "list[Event]":
    from icalendar import Event

    return [e for e in _calendar(text).walk("VEVENT") if isinstance(e, Event)]


@lru_cache(maxsize=512)
def _of_year(text: str, zone: str, year: int) -> tuple[Turn, ...]:
    import recurring_ical_events  # type: ignore[import-untyped]

    begins, ends = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    day = timedelta(days=1)  # a floating time is up to a day away from its instant in UTC
    try:
        found = recurring_ical_events.of(_calendar(text)).between(begins - day, ends + day)
        if len(found) > MOST_TURNS:
            raise ValueError(f"more than {MOST_TURNS:,} turns")
        return tuple(sorted(_turn(event, zone) for event in found if _counts(event)))
    except _REFUSED as error:
        raise UnfoldingError(f"{year} cannot be written out: {_said(error)}") from None


def _turn(event: Any, zone: str) -> Turn:
    start, end = (_instant(event[key].dt, zone) for key in ("DTSTART", "DTEND"))
    mails, summary = _whose(event)
    return Turn(start=start, end=end, mails=mails, summary=summary)


def _instant(at: date, zone: str) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _whose(event: Any) -> tuple[tuple[str, ...], str]:
    found = event.get("ATTENDEE", [])
    attendees = found if isinstance(found, list) else [found]
    mails = (str(a).lower().removeprefix("mailto:").strip() for a in attendees)
    return tuple(dict.fromkeys(mails)), str(event.get("SUMMARY", "")).strip()


def _counts(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() != "CANCELLED"


def _rules(event: "Event") -> list[Any]:
    found = event.get("RRULE", [])
    return found if isinstance(found, list) else [found]


def _faults(event: "Event") -> Iterator[str]:
    try:
        start, end = event.start, event.end
        yield from _span_faults(event, start, end)
        for rule in _rules(event):
            yield from _rule_faults({str(k).upper(): v for k, v in dict(rule).items()})
    except _REFUSED as error:
        yield f"cannot be read: {_said(error)}"


def _span_faults(event: "Event", start: date, end: date) -> Iterator[str]:
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        yield f"begins in {start.year}; {FIRST_YEAR} to {LAST_YEAR} is possible"
    if end <= start or end - start > LONGEST_TURN:
        yield f"lasts {end - start}; more than nothing and at most ten years is possible"
    zone = event["DTSTART"].params.get("TZID")
    if zone and isinstance(start, datetime) and start.tzinfo is None:
        yield f"there is no time zone {zone!r}"


def _rule_faults(rule: dict[str, Any]) -> Iterator[str]:
    kind = str(rule.get("FREQ", [""])[0]).upper()
    if kind not in _PARTS:
        yield f"repeats {kind or 'by no FREQ'}; {', '.join(_PARTS)} are possible"
        return
    every = int(rule.get("INTERVAL", [1])[0])
    most = 6 if kind == "MONTHLY" else 366
    if not 1 <= every <= most:
        yield f"INTERVAL={every}; 1 to {most} is possible in a {kind} rule"
    if other := rule.keys() - _ALWAYS - _PARTS[kind]:
        yield f"{', '.join(sorted(other))} is not taken in a {kind} rule"
    yield from _never_faults(kind, every, rule)


def _never_faults(kind: str, every: int, rule: dict[str, Any]) -> Iterator[str]:
    """A rule whose next turn never comes would be searched for thousands of years."""
    days, dates = rule.get("BYDAY", []), rule.get("BYMONTHDAY", [])
    if int(rule.get("COUNT", [1])[0]) < 1:
        yield "COUNT is 1 or more"
    if days and (kind != "MONTHLY" and any(d.relative for d in days)):
        yield f"a numbered BYDAY is not taken in a {kind} rule"
    if any(not 1 <= abs(d.relative or 1) <= 5 for d in days):
        yield "no month has more than five of a weekday"
    if any(not 1 <= abs(int(d)) <= 31 for d in dates):
        yield "BYMONTHDAY is 1 to 31, or -1 to -31"
    if kind == "DAILY" and days and gcd(every, 7) != 1:
        yield f"BYDAY with every {every} days may never come"
    if days and dates:
        yield "BYDAY and BYMONTHDAY together may never come"


def _said(error: Exception) -> str:
    return str(error).partition("\n")[0][:200] or type(error).__name__
