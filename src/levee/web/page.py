"""How does a question to the site become a page: reader, hands, moment, template, 404?"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate
from weakref import WeakKeyDictionary

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from levee.model.moment import parse
from levee.model.problem import Unknown
from levee.model.reader import Reader, Whom
from levee.site.clock import clock
from levee.site.glance import glance
from levee.site.hands import LeveeHands
from levee.web.forms import Refusal
from levee.web.who import reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks and who answers, as of when, and what stood behind the ``?``."""

    who: Reader | None  #: None only where a page is for anybody
    hands: LeveeHands
    now: datetime
    data: Path
    query: Mapping[str, str]
    refused: Refusal | None = None  #: a form that was sent to this page, and not done
    path: str = ""  #: the address of the page


def now() -> datetime:
    """The present, or the instant that ``levee up --now`` named."""
    given = os.environ.get("LEVEE_NOW", "")
    return parse(given) if given else clock()


_hands: WeakKeyDictionary[HttpRequest, LeveeHands] = WeakKeyDictionary()


def hands_of(request: HttpRequest) -> LeveeHands:
    """The hands of the page, for what stands around it; nothing is asked for twice."""
    return _hands.get(request) or glance(Path(settings.DATA))


def asked(request: HttpRequest, refused: Refusal | None = None, path: str = "") -> Asked:
    data = Path(settings.DATA)
    hands = _hands[request] = glance(data)
    return Asked(
        who=reader(request),
        hands=hands,
        now=now(),
        data=data,
        query=request.GET.dict(),
        refused=refused,
        path=path or request.path,
    )


type Answer = Mapping[str, Any] | HttpResponse
NOBODY = "There is no page at this address."


def turned_away(request: HttpRequest, who: Reader | None, whom: Whom) -> HttpResponse | None:
    """Where somebody for whom the page is not is sent instead. To those who are signed in it is
    as if it were not there."""
    if whom is Whom.ANYBODY:
        return None
    if who is None:
        return redirect_to_login(request.get_full_path())
    if not who.is_one_of(whom):
        raise Http404(NOBODY)
    return None


def page[**P](
    template: str, whom: Whom = Whom.STAFF
) -> Callable[[Callable[Concatenate[Asked, P], Answer]], Callable[..., HttpResponse]]:
    """A view of what the function answers; what is Unknown to the store is a 404."""

    def made(answer: Callable[Concatenate[Asked, P], Answer]) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(answer)
        def view(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            question = asked(request)
            if away := turned_away(request, question.who, whom):
                return away
            return drawn(request, question, template, lambda: answer(question, *args, **kwargs))

        return view

    return made


def drawn(
    request: HttpRequest, question: Asked, template: str, answer: Callable[[], Answer]
) -> HttpResponse:
    """The page, with the status of what was refused on it."""
    try:
        found = answer()
    except Unknown as error:
        raise Http404(str(error)) from None
    if isinstance(found, HttpResponse):
        return found
    status = question.refused.status if question.refused else 200
    return render(request, template, {**found, "now": question.now}, status=status)
