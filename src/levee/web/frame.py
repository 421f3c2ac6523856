"""What stands around every page: which places are there, and how much waits in each?"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from levee.model.problem import Unknown
from levee.model.reader import Reader, Whom
from levee.site import first_steps
from levee.site.shown import inbox
from levee.web.page import hands_of
from levee.web.who import reader

PLACES = (
    ("tickets", _("Tickets")),
    ("board", _("Board")),
    ("matrix", _("Matrix")),
    ("fleet", _("Fleet")),
    ("certificates", _("Certificates")),
    ("channels", _("Channels")),
    ("contract", _("Contract")),
    ("numbers", _("Numbers")),
    ("check", _("Can I upgrade?")),
)
PARTNER_PLACES = (
    ("portal", _("Tickets")),
    ("portal_report", _("Report a failure")),
    ("portal_stacks", _("Stacks")),
    ("portal_check", _("Can I upgrade?")),
    ("portal_told", _("Updates")),
)

ADMIN = (("settings", _("Settings")),)


def frame(request: HttpRequest) -> dict[str, Any]:
    who = reader(request)
    if who is None or not who.is_one_of(Whom.STAFF):
        around = _around(request, (), PARTNER_PLACES if who else ())
        return around | {"search": "portal" if who else ""}
    try:
        streams = inbox.streams(hands_of(request))
    except Unknown:
        streams = []
    places = (*PLACES, *ADMIN) if who.is_one_of(Whom.ADMIN) else PLACES
    around = _around(request, streams, places)
    return around | {"search": "tickets", "beginning": _begins(request, who)}


def _begins(request: HttpRequest, who: Reader) -> bool:
    """Whether an admin who comes home is pointed to the first steps."""
    match = request.resolver_match
    at_home = match is not None and match.url_name == "inbox"
    return at_home and who.is_one_of(Whom.ADMIN) and not first_steps.is_set_up(hands_of(request))


def _around(request: HttpRequest, streams: Sequence[Any], places: Sequence[Any]) -> dict[str, Any]:
    place = _place(request)
    return {"who": reader(request), "streams": streams, "places": places, "place": place}


def _place(request: HttpRequest) -> str:
    """Where the navigation says that we are: a stream's key or a page's name."""
    match = request.resolver_match
    if match is None:
        return ""
    name = str(match.kwargs.get("stream", match.url_name))
    return "settings" if name.startswith(("settings_", "first_steps")) else name
