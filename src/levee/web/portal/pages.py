"""Which pages does a partner read, and whom does each ask?"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from levee.model.reader import Whom
from levee.site.shown import check as checks
from levee.site.shown import portal as shown
from levee.site.shown import portal_stacks
from levee.web.page import Answer, Asked, asked, drawn, page, turned_away
from levee.web.pages import download

LONGEST = 200_000  #: characters of a pasted list; a form carries more than an address


def partner_of(asked: Asked) -> str:
    assert asked.who is not None
    return asked.who.partner


@page("levee/portal/tickets.html", Whom.PARTNER)
def tickets(asked: Asked) -> Answer:
    return shown.tickets(partner_of(asked), asked.query)


@page("levee/portal/told.html", Whom.PARTNER)
def told(asked: Asked) -> Answer:
    return shown.told(asked.hands, partner_of(asked))


@page("levee/portal/stacks.html", Whom.PARTNER)
def stacks(asked: Asked) -> Answer:
    return portal_stacks.stacks(asked.hands, asked.data, partner_of(asked), asked.now)


@page("", Whom.PARTNER)
def lock(asked: Asked, digest: str) -> Answer:
    file = portal_stacks.lock(asked.hands, asked.data, partner_of(asked), digest, asked.now)
    return download(file, f"levee-{digest[:12]}.lock.txt")


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """What is pasted goes in the body: it may be long, and stands in no address and no log."""
    question = asked(request)
    if away := turned_away(request, question.who, Whom.PARTNER):
        return away
    text = str(request.POST.get("stack", ""))
    return drawn(
        request,
        question,
        "levee/portal/check.html",
        lambda: checks.page(
            question.hands, question.data, text, question.now, partner_of(question), LONGEST
        ),
    )
