"""Which pages are there, and whom does each ask?"""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from levee.model.problem import Rejected, Unknown
from levee.site import numbers as metrics
from levee.site.shown import board as boards
from levee.site.shown import certificates as certs
from levee.site.shown import inbox as inboxes
from levee.site.shown import night as nights
from levee.site.shown import run as runs
from levee.site.shown import stack as stacks
from levee.site.shown import ticket as tickets
from levee.web.page import Answer, Asked, page

FIRST_STREAM = "partner"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return redirect("inbox", stream=FIRST_STREAM)


@page("levee/inbox.html")
def inbox(asked: Asked, stream: str) -> Answer:
    given = asked.query.get("page", "1")
    number = int(given) if given.isascii() and given.isdigit() and 0 < len(given) < 7 else 1
    return inboxes.inbox(asked.hands, stream, max(1, number), asked.now)


@page("levee/ticket.html")
def ticket(asked: Asked, ticket_id: str) -> Answer:
    return tickets.ticket(asked.hands, ticket_id, asked.now)


@page("levee/board.html")
def board(asked: Asked) -> Answer:
    return boards.board(asked.hands, asked.now)


@page("levee/matrix.html")
def matrix(asked: Asked) -> Answer:
    return nights.page(asked.hands, asked.query.get("night", ""))


@page("levee/stack.html")
def stack(asked: Asked, digest: str) -> Answer:
    return stacks.stack(asked.hands, digest, asked.now)


@page("levee/run.html")
def run(asked: Asked, run_id: str) -> Answer:
    return runs.run(asked.hands, asked.data, run_id)


@page("levee/certificates.html")
def certificates(asked: Asked) -> Answer:
    return certs.every(asked.hands, asked.now)


@page("levee/certificate.html")
def certificate(asked: Asked, digest: str) -> Answer:
    return certs.one(asked.hands, asked.data, digest, asked.now)


@page("levee/numbers.html")
def numbers(asked: Asked) -> Answer:
    try:
        return metrics.report(asked.hands, asked.now)
    except Rejected as error:
        return {"numbers": [], "why": str(error)}


@page("")
def run_lock(asked: Asked, run_id: str) -> Answer:
    return _download(runs.lock(asked.hands, asked.data, run_id), f"{run_id}.lock.txt")


@page("")
def certificate_lock(asked: Asked, digest: str) -> Answer:
    found = asked.hands.lab.stack(digest)
    return _download(certs.lock(asked.data, found), f"levee-{found.short}.lock.txt")


def _download(file: Path, name: str) -> HttpResponse:
    if not file.is_file():
        raise Unknown("there is no lock file here: no environment could be resolved")
    response = HttpResponse(file.read_bytes(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page("")
def badge(asked: Asked, digest: str) -> Answer:
    """The state as it is now: whoever shows it is asked to look again, not to keep it."""
    sign = certs.sign(asked.hands, digest, asked.now)
    response = HttpResponse(sign, content_type="image/svg+xml")
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
