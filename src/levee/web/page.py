"""How does a question to the site become a page: hands, moment, template, 404?"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from levee.model.moment import parse
from levee.model.problem import Unknown
from levee.site.clock import clock
from levee.site.glance import glance
from levee.site.hands import LeveeHands


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who answers, as of when, and what stood behind the ``?``."""

    hands: LeveeHands
    now: datetime
    data: Path
    query: Mapping[str, str]


def now() -> datetime:
    """The present, or the instant that ``levee up --now`` named."""
    given = os.environ.get("LEVEE_NOW", "")
    return parse(given) if given else clock()


def asked(request: HttpRequest) -> Asked:
    data = Path(settings.DATA)
    return Asked(hands=glance(data), now=now(), data=data, query=request.GET.dict())


type Answer = Mapping[str, Any] | HttpResponse


def page[**P](
    template: str,
) -> Callable[[Callable[Concatenate[Asked, P], Answer]], Callable[..., HttpResponse]]:
    """A view of what the function answers; what is Unknown to the store is a 404."""

    def made(answer: Callable[Concatenate[Asked, P], Answer]) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(answer)
        def view(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            question = asked(request)
            try:
                found = answer(question, *args, **kwargs)
            except Unknown as error:
                raise Http404(str(error)) from None
            if isinstance(found, HttpResponse):
                return found
            return render(request, template, {**found, "now": question.now})

        return view

    return made
