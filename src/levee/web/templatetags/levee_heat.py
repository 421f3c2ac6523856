"""How is a row of a heat map written, forty cells wide and a thousand rows deep?

A cell is a mark, and the version beside it: the mark says what the colour says. What held is bare
text, since most of a Night holds; anything else is a link to its Run, with what was said.
"""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from levee.site.shown import words
from levee.web.templatetags.levee_words import MARKS, TONES

register = template.Library()

#: One letter a tone: a table of a thousand stacks has forty thousand cells.
LETTERS = {"good": "g", "bad": "b", "held": "h", "plain": "p"}
LONGEST = 300  #: characters of what was said, in a hint; the Run's page has all of it

type Cell = tuple[str, str, str, str]  #: outcome, version, run, what was said


@register.simple_tag
def heat_cells(cells: Iterable[Cell]) -> SafeString:
    """Each cell of a row; everything that is not ours is escaped."""
    return mark_safe("".join(_cell(*cell) for cell in cells))  # noqa: S308


def _cell(outcome: str, version: str, run: str, text: str) -> str:
    at = f"<bdi>{escape(version)}</bdi>" if version else ""
    if not outcome:
        return f'<td class="u">{at}</td>' if version else '<td class="n"></td>'
    letter = LETTERS[TONES.get(outcome, "plain")]
    if outcome == "passed":
        return f'<td class="{letter}">{MARKS[outcome]}{at}</td>'
    word = words.word(outcome)
    said = escape(f"{word}: {text[:LONGEST]}" if text else word)
    run_page = reverse("run", args=[run])
    return (
        f'<td class="{letter}" translate="no"><a href="{run_page}" title="{said}">'
        f'{MARKS[outcome]}<span class="unseen"> {escape(word)}</span>{at}</a></td>'
    )
