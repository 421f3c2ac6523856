"""What can be done on a page: which acts are offered, and which one's form is open?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from levee.model.problem import Unknown
from levee.web import keeping
from levee.web.action import Doing, Done
from levee.web.forms import Form, shown
from levee.web.page import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Act[T]:
    """``title`` and ``group`` are English, and said in the reader's language where they are drawn.
    ``form`` is None where the act is none as things stand. Acts without a ``group`` stand at
    hand; the others are one step further."""

    name: str
    title: str
    form: Callable[[T], Form | None]
    do: Callable[[Doing, T], Done | HttpResponse]
    group: str = ""


def bar[T](acts: Sequence[Act[T]], place: T, asked: Asked, version: int | None) -> dict[str, Any]:
    """What is offered, and the one form that is open: the refused one, or the one asked for."""
    offered = [(act, form) for act in acts if (form := act.form(place)) is not None]
    open_name = asked.refused.form if asked.refused else asked.query.get("do", "")
    form = next((form for act, form in offered if act.name == open_name), None)
    return {
        "at": asked.path,
        "at_hand": [_link(act, open_name) for act, _form in offered if not act.group],
        "groups": list(_groups(offered, open_name)),
        "form": drawn(form, asked, version) if form else None,
        "refused": _lost(asked, form),
    }


def drawn(form: Form, asked: Asked, version: int | None) -> dict[str, Any]:
    """A form with what was refused in it, or with what was typed before and not sent."""
    before = keeping.kept(asked, form.name) if form.kept else None
    return shown(form, asked.path, version, asked.refused, before)


def _link[T](act: Act[T], open_name: str) -> dict[str, Any]:
    return {"name": act.name, "title": _(act.title), "here": act.name == open_name}


def _groups[T](offered: Sequence[tuple[Act[T], Form]], open_name: str) -> Iterable[dict[str, Any]]:
    further = [act for act, _form in offered if act.group]
    for name, acts in groupby(further, key=lambda act: act.group):
        yield {"name": _(name), "acts": [_link(act, open_name) for act in acts]}


def _lost(asked: Asked, form: Form | None) -> dict[str, Any] | None:
    """What was refused although its form is offered no more: what was typed is not lost."""
    refused = asked.refused
    if refused is None or form is not None:
        return None
    typed = [text for text in refused.sent.texts.values() if text.strip()]
    problems = [str(problem) for problem in refused.problems]
    return {"said": refused.said, "problems": problems, "typed": typed, "allowed": refused.allowed}


def carry_out[T](acts: Sequence[Act[T]], name: str, doing: Doing, place: T) -> Done | HttpResponse:
    """Unknown where the page has no such act. What is none as things stand is told by its story,
    which knows the reason."""
    for act in acts:
        if act.name == name:
            return act.do(doing, place)
    raise Unknown("There is no page at this address.")
