"""How are instants, outcomes and tones written on a page?"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import dateformat
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from levee.site.shown import words

register = template.Library()

#: A mark for each outcome, so that colour never stands alone.
MARKS = {
    "passed": "✓",
    "failed": "✗",
    "conflict": "C",
    "flaky": "~",
    "broken": "B",
    "empty": "E",
    "timeout": "T",
}
TONES = {"passed": "good", "failed": "bad", "conflict": "bad", "timeout": "bad", "flaky": "held"}
ANSWERS = {"fails": "bad", "passes": "good"}
CHANGES = {"added": "+", "removed": "−", "changed": "≠", "same": "="}


@register.filter
def word(value: str) -> str:
    """A state, kind or outcome in the reader's language."""
    return words.word(value)


@register.filter
def mark(outcome: str) -> str:
    return MARKS.get(outcome, "·")


@register.filter
def tone(outcome: str) -> str:
    return TONES.get(outcome, "plain")


@register.filter
def answer_tone(answer: str) -> str:
    return ANSWERS.get(answer, "held")


@register.filter
def change_mark(change: str) -> str:
    return CHANGES.get(change, "")


@register.filter
def short(digest: str) -> str:
    return digest[:12]


@register.filter
def percent(share: float) -> str:
    return f"{share * 100:.1f} %"


@register.filter
def round_percent(share: float) -> str:
    """For shares that people chose: 10 %, and 12.5 % where it was meant."""
    return f"{share * 100:.4g} %"


@register.simple_tag
def moment(at: datetime | str | None, zone: str = "UTC") -> SafeString | str:
    """An instant in a zone, with the exact one behind it; nothing for nothing."""
    if not at:
        return ""
    exact = datetime.fromisoformat(at) if isinstance(at, str) else at
    there = exact.astimezone(ZoneInfo(zone))
    shown = dateformat.format(there, "D j M Y, H:i")
    utc = exact.astimezone(UTC).isoformat(timespec="seconds")
    named = "UTC" if zone == "UTC" else there.tzname() or zone
    whose = " data-reader" if zone == "UTC" else ""
    told = f'<time datetime="{utc}" title="{utc} ({escape(zone)})"{whose}>{shown} {escape(named)}'
    return mark_safe(f"{told}</time>")  # noqa: S308  # numbers, and what is escaped


@register.filter
def plain_place(where: str) -> str:
    """Where a problem is, as people say it: ``--by`` is whoever sends the form."""
    plain = where.removeprefix("--").removeprefix("$.").replace("_", " ").strip()
    if plain == "by":
        return _("Your account:")
    return f"{plain}:" if plain not in ("", "$", "form") else ""


@register.filter
def line_of(where: str) -> str:
    """``stack.list:7`` is about line 7 of its field, ``lines:2 stack`` about a part of line 2."""
    line, _blank, part = where.rpartition(":")[2].partition(" ")
    if not line.isdigit():
        return ""
    said = _("line %(number)s:") % {"number": line}
    return f"{said} {part} " if part else f"{said} "


@register.filter
def redactions(text: str) -> SafeString:
    """Plain text in which what was taken out is marked."""
    found = re.sub(r"\[redacted:[a-z_]+\]", lambda m: f"<mark>{m[0]}</mark>", str(escape(text)))
    return mark_safe(found)  # noqa: S308  # escaped above; only our own marks are added


@register.filter
def as_mailed(html: str) -> SafeString:
    """What ``connect.hypertext`` made safe, as the mail has it."""
    return mark_safe(html)  # noqa: S308
