"""What does a month of the channels say: which week, which day, which words?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from levee.connect import calendar_file
from levee.connect.calendar_file import Row
from levee.contract.schema import ContractFile
from levee.model.problem import Rejected, Unknown
from levee.site import rollout_calendar
from levee.site.hands import LeveeHands
from levee.site.rollout_calendar import Entry, EntryKind, Span
from levee.site.shown import names

TONES = {
    EntryKind.WINDOW: "good",
    EntryKind.FREEZE: "plain",
    EntryKind.STEP: "held",
    EntryKind.RELEASED: "plain",
    EntryKind.ADVANCED: "plain",
    EntryKind.ROLLED_BACK: "bad",
    EntryKind.MITIGATED: "bad",
    EntryKind.EXPIRES: "held",
}
#: A mark for each, so that colour never stands alone.
MARKS = {
    EntryKind.WINDOW: "○",
    EntryKind.FREEZE: "✕",
    EntryKind.STEP: "▷",
    EntryKind.RELEASED: "▶",
    EntryKind.ADVANCED: "▶",
    EntryKind.ROLLED_BACK: "◀",
    EntryKind.MITIGATED: "◀",
    EntryKind.EXPIRES: "!",
}
AHEAD = timedelta(days=92)  #: of the file that other programs take in
_DAY, _WEEK = timedelta(days=1), 7


def page(hands: LeveeHands, given: str, now: datetime, only: str = "") -> dict[str, Any]:
    """One month as weeks and as a list. Unknown where ``given`` is no month."""
    today = rollout_calendar.today(hands, now)
    try:
        span = rollout_calendar.month(given, today)
    except Rejected as error:
        raise Unknown(str(error)) from None
    file = hands.desk.contract().file
    shown = [_entry(one, file) for one in rollout_calendar.entries(hands, span, now, only)]
    days = _by_day(shown)
    listed = [
        {"day": day, "today": day == today, "past": day < today, "rows": rows}
        for day, rows in _by_day(_joined(shown, today)).items()
    ]
    folded = span.has(today)  # what is over stands behind what is to come
    return {
        "title": formats.date_format(span.first, "F Y"),
        "month": span.first.strftime("%Y-%m"),
        "earlier": (span.first - _DAY).strftime("%Y-%m"),
        "later": (span.last + _DAY).strftime("%Y-%m"),
        "is_now": folded,
        "weekdays": [date(2026, 6, 1 + n) for n in range(_WEEK)],  # begins on a Monday
        "weeks": _weeks(span, days, today),
        "past": [one for one in listed if folded and one["past"]],
        "days": [one for one in listed if not (folded and one["past"])],
        "zones": _zones(hands, only),
        "legend": legend(),
    }


def _by_day(shown: Sequence[dict[str, Any]]) -> dict[date, list[dict[str, Any]]]:
    return {day: list(rows) for day, rows in groupby(shown, key=lambda one: one["day"])}


def _joined(shown: Sequence[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """For a list: windows that go on from day to day are one, from its first day on. What is open
    today begins anew today: what is over stands elsewhere."""
    found: list[dict[str, Any]] = []
    begun: dict[str, dict[str, Any]] = {}
    for one in shown:
        before = begun.get(one["title"])
        goes_on = before is not None and before["until"] == one["at"] and one["day"] != today
        if one["kind"] == "window" and before and goes_on:
            before |= {"until": one["until"], "goes_on": one["day"], "hours": ""}
            continue
        found.append(dict(one))
        if one["kind"] == "window":
            begun[one["title"]] = found[-1]
    return found


def _weeks(span: Span, days: dict[date, Any], today: date) -> list[list[dict[str, Any]]]:
    """Whole weeks from Monday; days of other months are empty."""
    first = span.first - timedelta(days=span.first.weekday())
    count = -(-((span.last - first).days + 1) // _WEEK)
    told = [
        {
            "day": day,
            "within": span.has(day),
            "today": day == today,
            "past": day < today,
            "rows": days.get(day, []),
        }
        for day in (first + n * _DAY for n in range(count * _WEEK))
    ]
    return [told[n : n + _WEEK] for n in range(0, len(told), _WEEK)]


def _zones(hands: LeveeHands, only: str) -> list[dict[str, Any]]:
    """Which calendar each channel moves by, and in which zone its hours are written."""
    contract = hands.desk.contract()
    return [
        {"title": spec.title, "calendar": spec.window, "zone": contract.calendars[spec.window].zone}
        for name, spec in contract.file.channels.items()
        if only in ("", name)
    ]


def _entry(one: Entry, file: ContractFile) -> dict[str, Any]:
    title = file.channels[one.channel].title if one.channel in file.channels else one.channel
    return {
        "kind": one.kind.value,
        "mark": MARKS[one.kind],
        "tone": TONES[one.kind],
        "day": one.day,
        "at": one.at,
        "until": one.until,
        "zone": one.zone,
        "title": title,
        "hours": _hours(one),
        "what": _what(one),
        "stack": one.stack.digest if one.stack else "",
        "text": names.stack(one.stack) if one.stack else "",
        "why": one.why,
    }


def _hours(one: Entry) -> str:
    """By the wall clock of its zone."""
    zone = ZoneInfo(one.zone)
    start = one.at.astimezone(zone)
    if one.until is None:
        return "" if one.kind is EntryKind.FREEZE else f"{start:%H:%M}"
    if one.until - one.at >= timedelta(hours=23):
        return _("all day")
    end = one.until.astimezone(zone)
    return f"{start:%H:%M}–{'24:00' if end.date() > one.day else f'{end:%H:%M}'}"


def _what(one: Entry) -> str:
    share = f"{one.share * 100:.4g} %" if one.share is not None else ""
    match one.kind:
        case EntryKind.WINDOW:
            return _("may move")
        case EntryKind.FREEZE:
            return _("frozen: %(why)s") % {"why": one.why} if one.why else _("frozen")
        case EntryKind.STEP:
            return _("may go on to %(share)s of clients") % {"share": share}
        case EntryKind.RELEASED | EntryKind.ADVANCED:
            return _("offered to %(share)s of clients") % {"share": share}
        case EntryKind.ROLLED_BACK:
            return _("taken back")
        case EntryKind.MITIGATED:
            return _("taken back; a mitigation is in force")
        case EntryKind.EXPIRES:
            return _("certificate expires")


def legend() -> list[dict[str, str]]:
    words = {
        EntryKind.WINDOW: _("the window is open"),
        EntryKind.FREEZE: _("frozen: a holiday or an exception"),
        EntryKind.STEP: _("the next share, at the earliest"),
        EntryKind.RELEASED: _("it moved"),
        EntryKind.ROLLED_BACK: _("it was taken back"),
        EntryKind.EXPIRES: _("a certificate expires"),
    }
    return [
        {"mark": MARKS[k], "tone": TONES[k], "kind": k.value, "text": t} for k, t in words.items()
    ]


def as_file(hands: LeveeHands, now: datetime, only: str = "") -> bytes:
    """From this month on, for other programs. Unknown where there is no such channel."""
    file = hands.desk.contract().file
    if only and only not in file.channels:
        raise Unknown(f"there is no channel {only}")
    first = rollout_calendar.today(hands, now).replace(day=1)
    found = rollout_calendar.entries(hands, Span(first=first, last=first + AHEAD), now, only)
    return calendar_file.written(_rows(found, file), _("Rollout windows"), now.astimezone(UTC))


def _rows(found: Sequence[Entry], file: ContractFile) -> list[Row]:
    rows = []
    for one in found:
        told = _entry(one, file)
        about = told["title"] or told["text"]
        key = f"{one.kind.value}-{one.channel or told['stack'][:12]}-{one.at:%Y%m%dT%H%M%S}"
        rows.append(
            Row(
                uid=f"{key}@levee",
                summary=f"{about}: {told['what']}",
                starts=one.day if one.kind is EntryKind.FREEZE else one.at.astimezone(UTC),
                ends=one.until.astimezone(UTC) if one.until else None,
                says=one.why if one.kind is not EntryKind.FREEZE else "",
            )
        )
    return rows
