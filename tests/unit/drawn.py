"""Calendars and instants drawn at random, mostly near clock changes."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from walls import ZONES

from levee.model.calendar import Calendar, Holiday, Window

YEARS = (2011, 2018, 2026)


@cache
def change_days(zone: str) -> tuple[datetime, ...]:
    """The days on which the clocks of a zone change; one plain day where they never do."""
    tz = ZoneInfo(zone)
    days = [datetime(y, 1, 1, tzinfo=UTC) + timedelta(days=n) for y in YEARS for n in range(365)]
    shown = [day.astimezone(tz).utcoffset() for day in days]
    found = [days[i - 1] for i in range(1, len(days)) if shown[i] != shown[i - 1]]
    return tuple(found) or (datetime(2026, 7, 1, tzinfo=UTC),)


minutes_of_day = st.integers(0, 1439)
a_window = st.builds(lambda s, e: Window(start=s, end=e), minutes_of_day, st.integers(0, 1440))
a_day = st.lists(a_window, max_size=3).map(tuple)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Random weeks with at least one window, around clock changes, with closed and moved days."""
    weekly = draw(st.tuples(*[a_day] * 7).filter(any))
    zone = draw(st.sampled_from(ZONES))
    near = draw(st.sampled_from(change_days(zone))).date()
    days = st.integers(-3, 4).map(lambda n: near + timedelta(days=n))
    return Calendar(
        name="random",
        zone=zone,
        weekly=weekly,
        holidays=tuple(Holiday(day=day) for day in draw(st.lists(days, max_size=2))),
        overrides=tuple(draw(st.dictionaries(days, a_day, max_size=2)).items()),
    )


@st.composite
def near_changes(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    calendar = draw(calendars())
    day = draw(st.sampled_from(change_days(calendar.zone)))
    return calendar, day + timedelta(minutes=draw(st.integers(-2000, 2000)))


seconds = st.integers(0, 40 * 86_400 * 1_000_000).map(lambda micros: micros / 1_000_000)
instants = st.datetimes(datetime(2017, 1, 1), datetime(2019, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
