"""What happens to a ticket while somebody looks at its page?

Server-sent events: each new Event of the ticket as one row of its timeline, its ledger id as the
stream's id, so that a browser that lost the connection goes on where it was. No stream holds a
database connection while it waits: all of them read in turn, in one thread that has one. However
many pages are open, the pages that people ask for meet no more than that one reader.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, wraps

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from levee.model.reader import Reader, Whom
from levee.model.ticket import subject
from levee.site.shown import portal, portal_words, timeline
from levee.store import contracts, ledger, lists, pages, tickets, typed
from levee.web import keeping
from levee.web.tide import Pulse, Risen, Watch, tide
from levee.web.who import reader

LIFETIME_S = 600.0  #: then the browser comes again; no stream is forgotten for good
PATIENCE_S = 15.0  #: a comment this often keeps what stands between from hanging up
RETRY_MS = 2000

_one = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")


def in_turn[**P, T](ask: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """The question, asked in the one thread of all streams; its connection is kept while it
    works."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return ask(*args, **kwargs)
        except DatabaseError:
            connection.close()
            raise

    return sync_to_async(asked, thread_sensitive=False, executor=_one)


@require_safe
def live(request: HttpRequest, ticket_id: str) -> HttpResponse | StreamingHttpResponse:
    return _stream(request, ticket_id, Whom.STAFF)


@require_safe
def partner_live(request: HttpRequest, ticket_id: str) -> HttpResponse | StreamingHttpResponse:
    """Of their own tickets, what is for partners."""
    return _stream(request, ticket_id, Whom.PARTNER)


def _stream(
    request: HttpRequest, ticket_id: str, whom: Whom
) -> HttpResponse | StreamingHttpResponse:
    who = _watcher(request, ticket_id, whom)
    if who is None:
        raise Http404(f"there is no ticket {ticket_id}")
    if request.method == "HEAD":
        return HttpResponse(content_type="text/event-stream")
    language = translation.get_language() or "en"
    response = StreamingHttpResponse(
        _messages(ticket_id, _after(request), who, language), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _watcher(request: HttpRequest, ticket_id: str, whom: Whom) -> Reader | None:
    """Who watches; None where the ticket is not for them or not there."""
    who = reader(request)
    if who is None or not who.is_one_of(whom) or not pages.sees_ticket(who.partner, ticket_id):
        return None
    return who


def _after(request: HttpRequest) -> int:
    """What the browser has already: what it says itself, else what its page said."""
    given = request.headers.get("Last-Event-ID") or request.GET.get("after", "0")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def _pulse() -> Pulse:
    """What rises whenever an Event is appended or somebody types."""
    return lists.newest_event(), typed.newest()


def _risen(since: Pulse) -> Risen:
    newest = _pulse()
    if newest <= since:
        return Risen(newest=newest, subjects={}, places={})
    return Risen(
        newest=newest,
        subjects=lists.subjects_after(since[0], newest[0]),
        places=typed.places_since(since[1]),
    )


async def _messages(ticket_id: str, after: int, who: Reader, language: str) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    ends = loop.time() + LIFETIME_S
    rises, read, told = tide(in_turn(_risen)), in_turn(_news), ""
    place = "" if who.partner else f"/tickets/{ticket_id}/"
    watch, is_news = Watch(subject=subject(ticket_id), place=place), True
    yield f"retry: {RETRY_MS}\n\n"
    while loop.time() < ends:
        if is_news or told:  # who stops to type is gone by time alone
            watch.seen, rows, there = await read(ticket_id, after, who, language)
            for number, html in rows:
                after = number
                yield message(number, html)
            if there != told:
                told = there
                yield f"event: presence\ndata: {there}\n\n"
        is_news = await rises.concerns(watch, min(PATIENCE_S, max(0.1, ends - loop.time())))
        if not is_news:
            yield ": still here\n\n"


type Rows = tuple[tuple[int, str], ...]


def _news(ticket_id: str, after: int, who: Reader, language: str) -> tuple[Pulse, Rows, str]:
    """The pulse, asked first so that nothing slips between, then rows, and which of the staff is
    there too; no partner is told of that."""
    seen = _pulse()
    with translation.override(language):
        there = "" if who.partner else keeping.present(f"/tickets/{ticket_id}/", who.mail)
        return seen, _rows_as_of((seen[0], language), ticket_id, after, who.partner), there


@lru_cache(maxsize=64)
def _rows_as_of(_: tuple[int, str], ticket_id: str, after: int, partner: str) -> Rows:
    """As Events are only ever added, those who look at one ticket are told the same, drawn
    once in each language."""
    return _rows(ticket_id, after, partner)


def _rows(ticket_id: str, after: int, partner: str) -> Rows:
    events = ledger.events(subject(ticket_id), after)
    found = [e for e in events if not partner or e.kind in portal_words.SAID]
    if not found:
        return ()
    file = contracts.in_force(tickets.ticket(ticket_id).contract).file
    row = portal.line if partner else timeline.row
    template = "levee/portal/_line.html" if partner else "levee/_event.html"
    rows = [(e.id, row(e, file)) for e in found]
    return tuple((n, render_to_string(template, {"row": r})) for n, r in rows)


def message(number: int, html: str) -> str:
    """One message; its data may have several lines, none of which can end it."""
    data = "".join(f"data: {line}\n" for line in html.strip().splitlines())
    return f"id: {number}\nevent: event\n{data}\n"
