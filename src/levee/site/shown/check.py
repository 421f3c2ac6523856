"""May this stack be relied on, as whoever pastes it reads the answer?"""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.model.problem import Problem, Rejected, Unknown
from levee.site import checking, stories_lab
from levee.site.checking import Check
from levee.site.hands import LeveeHands, redacted
from levee.site.shown import names

LIMIT = 1_000_000  #: characters of a list
SHOWN = 60  #: differences; the command tells them all
_ANSWERS = {
    "certified": ("good", "✓", noop("Certified"), noop("You can rely on it")),
    "known_failing": ("bad", "✗", noop("Known to fail"), noop("Do not upgrade to it")),
    "withdrawn": (
        "bad",
        "✗",
        noop("Withdrawn"),
        noop("Its certificate was taken back: do not upgrade to it"),
    ),
    "untested": (
        "held",
        "?",
        noop("Untested"),
        noop("Nothing speaks against it, and not enough for it"),
    ),
}


def page(
    hands: LeveeHands, data: Path, text: str, now: datetime, partner: str = "", limit: int = LIMIT
) -> dict[str, Any]:
    """The form alone, every problem with what was pasted, or the answer as ``partner`` may read
    it."""
    product = hands.desk.contract().file.product
    body: dict[str, Any] = {
        "text": redacted(text),
        "limit": limit,
        "host": names.package(product.host),
        "problems": (),
        "answer": None,
    }
    if not text.strip():
        return body
    try:
        found = _checked(hands, data, text, now, partner, limit)
    except Rejected as error:
        return body | {"problems": [_safe(p) for p in error.problems[:SHOWN]]}
    except Unknown as error:
        return body | {"problems": [_safe(Problem("stack", str(error)))]}
    return body | {"answer": _answer(found)}


def _safe(problem: Problem) -> Problem:
    return Problem(redacted(problem.where), redacted(problem.what))


def _checked(
    hands: LeveeHands, data: Path, text: str, now: datetime, partner: str, limit: int
) -> Check:
    if len(text) > limit:
        what = f"longer than {limit} characters; `levee check FILE` takes a list of any length"
        raise Rejected((Problem("stack", what),))
    stack = stories_lab.named_stack(hands, text.strip(), partner)
    return checking.check(hands, data, stack, now, partner)


def _answer(found: Check) -> dict[str, Any]:
    body = found.body | {"lock": found.lock}
    tone, mark, title, what = _ANSWERS[body["answer"]]
    nearest = found.found.nearest
    told = dict(body["nearest"]) if body["nearest"] else None
    if told and nearest:
        told |= {"text": names.stack(nearest), "has_lock": bool(found.lock)}
        told["more"] = max(0, len(told["differences"]) - SHOWN)
        told["differences"] = told["differences"][:SHOWN]
    return body | {
        "tone": tone,
        "mark": mark,
        "title": _(title),
        "what": _(what),
        "state": names.said(body["state"]),
        "expires": found.standing.expires_at,
        "nearest": told,
    }
