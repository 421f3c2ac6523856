"""Which pages are there, and whom does each ask?"""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from levee.model.problem import Rejected, Unknown
from levee.model.reader import Whom
from levee.site import channels as channel_stories
from levee.site.channels import Desk
from levee.site.shown import board as boards
from levee.site.shown import certificates as certs
from levee.site.shown import contract as contracts
from levee.site.shown import fleet as fleets
from levee.site.shown import numbers as metrics
from levee.site.shown import run as runs
from levee.site.shown import stack as stacks
from levee.site.shown import tickets as ticket_list
from levee.site.shown.contract import Compared
from levee.web.page import Answer, Asked, page
from levee.web.who import reader

FIRST_STREAM = "partner"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    who = reader(request)
    if who is not None and who.is_one_of(Whom.PARTNER):
        return redirect("portal")
    return redirect("inbox", stream=FIRST_STREAM)


@page("levee/tickets.html")
def tickets(asked: Asked) -> Answer:
    return ticket_list.page(asked.hands, asked.query)


@page("levee/board.html")
def board(asked: Asked) -> Answer:
    return boards.board(asked.hands, asked.query, asked.now)


@page("levee/stack.html")
def stack(asked: Asked, digest: str) -> Answer:
    return stacks.stack(asked.hands, digest, asked.now)


@page("levee/fleet.html")
def fleet(asked: Asked) -> Answer:
    return fleets.page(asked.hands, asked.query, asked.now)


@page("levee/contract.html")
def contract(asked: Asked) -> Answer:
    wanted = Compared(before=asked.query.get("from", ""), after=asked.query.get("to", ""))
    return contracts.contract(asked.hands, asked.now, wanted)


@page("levee/numbers.html")
def numbers(asked: Asked) -> Answer:
    return metrics.page(asked.hands, asked.query, asked.now)


@page("")
def numbers_csv(asked: Asked) -> Answer:
    """Formula-safe: of the period, or of each of its parts."""
    try:
        text = metrics.table(asked.hands, asked.query, asked.now)
    except Rejected as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    return _attached(text.encode(), "levee-numbers.csv", "text/csv; charset=utf-8")


@page("")
def run_lock(asked: Asked, run_id: str) -> Answer:
    return download(runs.lock(asked.hands, asked.data, run_id), f"{run_id}.lock.txt")


@page("")
def certificate_lock(asked: Asked, digest: str) -> Answer:
    found = asked.hands.lab.stack(digest)
    return download(certs.lock(asked.data, found), f"levee-{found.short}.lock.txt")


def download(file: Path, name: str) -> HttpResponse:
    if not file.is_file():
        raise Unknown("there is no lock file here: no environment could be resolved")
    return _attached(file.read_bytes(), name, "text/plain; charset=utf-8")


def _attached(body: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page("", Whom.ANYBODY)
def badge(asked: Asked, digest: str) -> Answer:
    """The state as it is now: whoever shows it is asked to look again, not to keep it."""
    sign = certs.sign(asked.hands, digest, asked.now)
    return _for_anywhere(HttpResponse(sign, content_type="image/svg+xml"))


@page("", Whom.ANYBODY)
def endpoint(asked: Asked, digest: str) -> Answer:
    """The same for shields.io."""
    return _for_anywhere(JsonResponse(certs.endpoint(asked.hands, digest, asked.now)))


@page("", Whom.ANYBODY)
def manifest(asked: Asked, name: str) -> Answer:
    """The channel's signed manifest, for any updater: a channel is public and names no partner."""
    desk = Desk(hands=asked.hands, data=asked.data, name=name, by="", now=asked.now)
    try:
        text = channel_stories.signed(desk)
    except Rejected as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    return _for_anywhere(HttpResponse(text, content_type="application/json"))


def _for_anywhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
