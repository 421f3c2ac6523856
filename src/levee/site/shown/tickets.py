"""Which tickets match what stands in the address, 25 at a time?"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from levee.contract.schema import ContractFile
from levee.model.problem import Rejected
from levee.model.ticket import TicketState
from levee.site import searching
from levee.site.hands import LeveeHands
from levee.site.shown import names
from levee.site.shown.words import word

_SEVERITIES = (1, 2, 3, 4)


def page(hands: LeveeHands, given: Mapping[str, str]) -> dict[str, Any]:
    """The rows, the form as it was filled in, and the address of the next page."""
    file = hands.desk.contract().file
    body = {"form": _form(given, file), "problems": (), "rows": [], "next": ""}
    try:
        sought = searching.read(given, file)
    except Rejected as error:
        return body | {"problems": error.problems}
    rows, after = searching.found(sought)
    kept = {name: given[name] for name in ("q", *searching.FILTERS) if given.get(name)}
    return body | {
        "rows": [_row(row, file) for row in rows],
        "filtered": bool(sought.where or sought.words),
        "later": bool(sought.after),
        "first": urlencode(kept),
        "next": urlencode(kept | {"after": after}) if after else "",
    }


def _row(row: Mapping[str, Any], file: ContractFile) -> dict[str, Any]:
    stream = file.streams.get(row["stream"])
    return {
        **row,
        "stream": stream.title if stream else row["stream"],
        "owner": names.person(file, row["owner"]),
        "state": names.said(row["state"]),
    }


def _form(given: Mapping[str, str], file: ContractFile) -> dict[str, Any]:
    """Each filter with what may be chosen; the chosen one stays even if nobody knows it."""
    people = {key: person.name for key, person in file.people.items()}
    owner = given.get("owner", "")
    if owner and owner not in people:
        people[owner] = owner
    choices = (
        ("stream", _("Stream"), {key: s.title for key, s in file.streams.items()}),
        ("state", _("State"), {s.value: word(s.value) for s in TicketState}),
        (
            "severity",
            _("Severity"),
            {str(s): _("Sev %(number)s") % {"number": s} for s in _SEVERITIES},
        ),
        ("owner", _("Owner"), people),
    )
    return {
        "q": given.get("q", ""),
        "partner": given.get("partner", ""),
        "choices": [
            {"name": name, "title": title, "options": options, "chosen": given.get(name, "")}
            for name, title, options in choices
        ],
    }
