"""How does a form become a fact: who sent it, once, and what do they see then?

A form's address is that of its page and ``do/NAME/``. What was done leads back to the page with a
word of what it was; what was refused shows the page again with every problem beside its field and
all that was typed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from levee.bench.provider import LabBroken
from levee.model.problem import (
    NotHeld,
    Problem,
    Rejected,
    StaleWrite,
    TooLarge,
    Unknown,
    WrongState,
)
from levee.model.reader import Reader, Whom
from levee.site.clock import clock
from levee.site.hands import LeveeHands, hands
from levee.store import ledger, sent, typed
from levee.store.account_models import Account
from levee.store.sent import Told
from levee.web.forms import Refusal
from levee.web.page import Answer, Asked, asked, drawn, turned_away
from levee.web.sent import Sent
from levee.web.sent import sent as read

#: What only looks holds no lock while it reads, and writes nothing.
LOOKS = frozenset(("check", "preview"))
SEEN = noop("This was done already, and what it showed is shown once.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who sent what, to which hands, at which moment."""

    who: Reader
    hands: LeveeHands
    now: datetime
    data: Path
    sent: Sent
    page: str  #: the address of the page that the form stands on

    @property
    def by(self) -> str:
        """Their key in the contract; a mail address would be taken out of the Event as personal."""
        return self.who.person or self.who.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What its sender is told, and where they find it."""

    said: str
    to: str = ""  #: empty: the page that the form stood on


class Looked(Exception):
    """Nothing is written: the page is shown again with what was typed and ``found`` beside it.
    For "Check" and "Preview"."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        super().__init__("nothing is written")
        self.found = found


type Deed = Callable[..., Done | HttpResponse]


def action(
    template: str,
    again: Callable[..., Answer],
    whom: Whom = Whom.STAFF,
    first: Callable[..., None] | None = None,
) -> Callable[[Deed], Callable[..., HttpResponse]]:
    """A view that does what a form asks for, and shows ``again`` with what was refused. Both get
    what the address names. ``first`` looks at what takes its time, while nobody waits to write."""

    def made(do: Deed) -> Callable[..., HttpResponse]:
        @require_POST
        @never_cache
        @wraps(do)
        def view(request: HttpRequest, **kwargs: str) -> HttpResponse:
            question = asked(request)
            if away := _away(request, question.who, whom):
                return away
            doing = _doing(request, question)
            try:
                if first is not None:
                    first(doing, **kwargs)
                found = _once(request, doing, lambda: do(doing, **kwargs))
            except Unknown as error:
                raise Http404(str(error)) from None
            except (Looked, Rejected, StaleWrite, WrongState, NotHeld, LabBroken) as error:
                late = asked(request, refusal(error, doing, request.path), doing.page)
                return drawn(request, late, template, lambda: again(late, **kwargs))
            return found

        return view

    return made


def _away(request: HttpRequest, who: Reader | None, whom: Whom) -> HttpResponse | None:
    if who is None and whom is not Whom.ANYBODY:
        words = [text for text in read(request).texts.values() if text.strip()]
        if not words:
            return redirect_to_login(page_of(request.path))
        body = {"typed": words, "next": page_of(request.path)}
        return render(request, "levee/ended.html", body, status=403)
    return turned_away(request, who, whom)


def page_of(path: str) -> str:
    """The page that a form's address belongs to."""
    return f"{path.rpartition('/do/')[0]}/"


def form_of(path: str) -> str:
    return path.rpartition("/do/")[2].strip("/")


def _doing(request: HttpRequest, question: Asked) -> Doing:
    assert question.who is not None
    return Doing(
        who=question.who,
        hands=hands(question.data),
        now=question.now,
        data=question.data,
        sent=read(request),
        page=page_of(request.path),
    )


def _once(
    request: HttpRequest, doing: Doing, do: Callable[[], Done | HttpResponse]
) -> HttpResponse:
    """What comes of it, or what came of it when the same form was sent before."""
    if not doing.sent.is_whole:
        raise Rejected((Problem("form", _("is not whole; open it again")),))
    if doing.sent.text("_also") in LOOKS:
        do()
        raise Rejected((Problem("form", _("has nothing to look at")),))
    assert isinstance(request.user, Account)
    account, named = request.user, doing.sent.digest(request.path)
    late: StaleWrite | None = None
    with ledger.writing():
        known = sent.claim(account, named, doing.now)
        if known is None:
            try:
                found = do()
            except StaleWrite as error:
                # What came too late is kept as a draft, so this transaction has to hold.
                sent.release(account, named)
                late = error
            else:
                if isinstance(found, HttpResponse):
                    sent.keep(account, named, Told(said=_(SEEN), leads_to=doing.page))
                    return found
                known = Told(said=found.said, leads_to=found.to or doing.page)
                sent.keep(account, named, known)
                sent.use_up(account, doing.sent.token, doing.now)
                typed.forget(account, doing.page, form_of(request.path), clock())
    if late is not None:
        raise late
    assert known is not None
    if known.said:
        messages.success(request, known.said)
    response = HttpResponseRedirect(known.leads_to or doing.page)
    response.status_code = 303
    return response


def refusal(error: Exception, doing: Doing, path: str) -> Refusal:
    """Why it was not done, with what was typed."""
    name, text = form_of(path), doing.sent
    match error:
        case Looked():
            return Refusal(form=name, status=200, sent=text, found=error.found)
        case Rejected():
            status = 413 if isinstance(error, TooLarge) else 422
            found = getattr(error, "found", {})
            return Refusal(
                form=name, status=status, sent=text, problems=error.problems, found=found
            )
        case StaleWrite():
            said = _("Somebody was before you. What you typed is still here.")
            return Refusal(form=name, status=409, sent=text, said=said, since=error.since)
        case WrongState():
            return Refusal(
                form=name, status=409, sent=text, said=f"{error}.", allowed=error.allowed
            )
    return Refusal(form=name, status=409, sent=text, said=f"{error}.")
