"""What stands around every page: which places are there, and how much waits in each?"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from levee.model.problem import Unknown
from levee.model.reader import Whom
from levee.site.hands import hands
from levee.site.shown import inbox
from levee.web.who import reader

PLACES = (
    ("tickets", "Tickets"),
    ("board", "Board"),
    ("matrix", "Matrix"),
    ("fleet", "Fleet"),
    ("certificates", "Certificates"),
    ("channels", "Channels"),
    ("contract", "Contract"),
    ("numbers", "Numbers"),
    ("check", "Can I upgrade?"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    who = reader(request)
    if who is None or not who.is_one_of(Whom.STAFF):
        return {"who": who, "streams": (), "places": (), "place": _place(request)}
    try:
        streams = inbox.streams(hands(Path(settings.DATA)))
    except Unknown:
        streams = []
    return {"who": who, "streams": streams, "places": PLACES, "place": _place(request)}


def _place(request: HttpRequest) -> str:
    """Where the navigation says that we are: a stream's key or a page's name."""
    match = request.resolver_match
    if match is None:
        return ""
    return str(match.kwargs.get("stream", match.url_name))
