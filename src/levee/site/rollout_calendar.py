"""What happens on which day to a channel: when may it move, what did, what is planned or ends?"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from levee.contract.durations import seconds
from levee.contract.load import Contract
from levee.contract.proving import ReleaseChannel
from levee.desk import hours
from levee.desk.timetable import BeyondHorizonError
from levee.flow import certifying
from levee.model import channel as channel_model
from levee.model.calendar import Calendar
from levee.model.certificate import CertificateState
from levee.model.channel import Channel
from levee.model.event import Event, EventKind
from levee.model.problem import Problem, Rejected, Unknown
from levee.model.stack import Stack
from levee.model.ticket import stack_from
from levee.site.hands import LeveeHands
from levee.site.shown.suites import suite

FIRST_YEAR, LAST_YEAR = 2000, 2200
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_DAY = timedelta(days=1)


class EntryKind(StrEnum):
    FREEZE = "freeze"  #: its calendar is closed on a day of the week that is open otherwise
    WINDOW = "window"  #: it may move
    STEP = "step"  #: the earliest moment at which the move under way may go on
    RELEASED = "released"  #: a move began
    ADVANCED = "advanced"  #: more clients were offered it
    ROLLED_BACK = "rolled_back"  #: it went back to an earlier release
    MITIGATED = "mitigated"  #: nothing to go back to: the mitigation came into force
    EXPIRES = "expires"  #: a certificate runs out


_TOLD = {kind.value: kind for kind in EntryKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """``day`` is a day of ``zone``. ``channel`` is empty for a certificate: it is no channel's."""

    day: date
    at: datetime
    kind: EntryKind
    zone: str
    until: datetime | None = None
    channel: str = ""
    why: str = ""
    stack: Stack | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days of a calendar, the last one included."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One channel with all that its days rest on."""

    name: str
    spec: ReleaseChannel
    calendar: Calendar
    channel: Channel
    events: Sequence[Event]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.calendar.zone)


def month(given: str, today: date) -> Span:
    """The month that is named as ``2026-11``, or the one of today. Rejected where it is none."""
    if given:
        found = _MONTH.fullmatch(given)
        if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise Rejected((Problem("month", f"{given!r} is no month such as 2026-11"),))
        today = date(int(found[1]), int(found[2]), 1)
    first = today.replace(day=1)
    return Span(first=first, last=(first + 31 * _DAY).replace(day=1) - _DAY)


def today(hands: LeveeHands, now: datetime) -> date:
    """Where the first channel's calendar is; UTC without a channel."""
    contract = hands.desk.contract()
    zones = [contract.calendars[spec.window].zone for spec in contract.file.channels.values()]
    return now.astimezone(ZoneInfo(zones[0]) if zones else UTC).date()


def entries(hands: LeveeHands, span: Span, now: datetime, only: str = "") -> list[Entry]:
    """Every entry of these days, of all channels or of one, in order."""
    found: list[Entry] = []
    every = tuple(watched(hands, hands.desk.contract(), only))
    for one in every:
        found += of_channel(one, span, now)
    releases = (r for one in every for r in (one.channel.current, one.channel.previous) if r)
    offered = {release.stack.digest for release in releases} if only else None
    found += [e for e in _expiring(hands, now, offered) if span.has(e.day)]
    order = list(EntryKind)
    return sorted(found, key=lambda e: (e.day, order.index(e.kind), e.at, e.channel))


def watched(hands: LeveeHands, contract: Contract, only: str = "") -> Iterator[Watched]:
    for name, spec in contract.file.channels.items():
        if only in ("", name):
            events = hands.ledger.events(channel_model.subject(name))
            yield Watched(
                name=name,
                spec=spec,
                calendar=contract.calendars[spec.window],
                channel=channel_model.fold(name, events),
                events=events,
            )


def of_channel(one: Watched, span: Span, now: datetime) -> Iterator[Entry]:
    yield from _windows(one, span)
    yield from _moves(one, span)
    planned = _planned(one, now)
    if planned is not None and span.has(planned.day):
        yield planned


def _windows(one: Watched, span: Span) -> Iterator[Entry]:
    days = (span.last - span.first).days + 1
    for day in (span.first + n * _DAY for n in range(days)):
        opens, closes = _midnight(day, one.zone), _midnight(day + _DAY, one.zone)
        usual, told = one.calendar.weekly[day.weekday()], one.calendar.windows_on(day)
        try:
            found = list(hours.stretches(one.calendar, opens, closes))
        except BeyondHorizonError:
            return
        for start, end in found:
            yield _entry(one, EntryKind.WINDOW, start, until=end, day=day)
        if usual and not told:
            yield _entry(one, EntryKind.FREEZE, opens, day=day, why=_holiday(one.calendar, day))


def _holiday(calendar: Calendar, day: date) -> str:
    return next((holiday.name for holiday in calendar.holidays if holiday.day == day), "")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _moves(one: Watched, span: Span) -> Iterator[Entry]:
    """What happened. A candidate that is only being verified moves nobody."""
    for event in one.events:
        kind = _TOLD.get(event.kind.value)
        moves = event.kind is not EventKind.RELEASED or "share" in event.data
        if kind is None or not moves or not span.has(event.at.astimezone(one.zone).date()):
            continue
        file = event.data.get("file")
        stack = stack_from(file) if file else None
        share = event.data.get("share")
        yield _entry(one, kind, event.at, why=event.reason, stack=stack, share=share)


def _planned(one: Watched, now: datetime) -> Entry | None:
    """When the move under way may go on at the earliest; None where none is."""
    channel, current = one.channel, one.channel.current
    wider = [share for share in one.spec.steps if share > channel.share]
    if current is None or channel.moved_at is None or not channel.is_moving or not wider:
        return None
    soaked = channel.moved_at + timedelta(seconds=seconds(one.spec.soak))
    try:
        at = hours.next_open(one.calendar, max(soaked, now))
    except BeyondHorizonError:
        return None
    return _entry(one, EntryKind.STEP, at, stack=current.stack, share=wider[0])


def _entry(one: Watched, kind: EntryKind, at: datetime, **more: Any) -> Entry:
    day = more.pop("day", None) or at.astimezone(one.zone).date()
    return Entry(day=day, at=at, kind=kind, zone=one.calendar.zone, channel=one.name, **more)


def _expiring(hands: LeveeHands, now: datetime, offered: Collection[str] | None) -> Iterator[Entry]:
    """Days of certificates are those of UTC: they belong to no calendar. ``offered``: the Stacks of
    the one channel that is asked for."""
    known = suite(hands)
    if known is None:
        return
    facts = certifying.read(hands, hands.desk.contract(), known)
    for stack in facts.stacks.values():
        if offered is not None and stack.digest not in offered:
            continue
        found = facts.standing(stack, now)
        if found.state is CertificateState.CERTIFIED and found.expires_at:
            at = found.expires_at.astimezone(UTC)
            yield Entry(day=at.date(), at=at, kind=EntryKind.EXPIRES, zone="UTC", stack=stack)


def said(found: Sequence[Entry], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Entries as plain JSON."""
    return [
        {
            "day": one.day.isoformat(),
            "at": one.at.isoformat(),
            "until": one.until.isoformat() if one.until else None,
            "kind": one.kind.value,
            "channel": one.channel or None,
            "title": titles.get(one.channel) or None,
            "zone": one.zone,
            "why": one.why,
            "stack": one.stack.digest if one.stack else None,
            "share": one.share,
        }
        for one in found
    ]


def report(hands: LeveeHands, given: str, now: datetime, only: str = "") -> dict[str, Any]:
    """One month, for the API and the command. Unknown where there is no such channel."""
    span = month(given, today(hands, now))
    titles = {name: one.title for name, one in hands.desk.contract().file.channels.items()}
    if only and only not in titles:
        raise Unknown(f"there is no channel {only}")
    found = entries(hands, span, now, only)
    return {"month": span.first.strftime("%Y-%m"), "entries": said(found, titles)}
