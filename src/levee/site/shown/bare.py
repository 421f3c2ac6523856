"""Which live stacks are not covered, why is that, and what does one do next?"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from levee.lab.uncovered import Reason
from levee.site.covering import Fleet, Live, is_asked
from levee.site.hands import LeveeHands
from levee.site.shown import names
from levee.site.shown.reasons import TOLD
from levee.store import stacks

ROWS = 25  #: stacks of one page
_SAID = 240  #: characters of what a Run said


def table(hands: LeveeHands, fleet: Fleet, query: Mapping[str, str]) -> dict[str, Any]:
    """One page of them, heaviest first, by reason and plugin."""
    traffic = sum(w.traffic for w in fleet.weighed)
    asked = {name: query.get(name, "")[:200] for name in ("same", "reason", "plugin", "client")}
    kept = {name: text for name, text in asked.items() if text}
    reason = _reason(asked["reason"])
    every = (*fleet.live, *fleet.quiet)
    found = [one for one in every if is_asked(one, reason, asked["plugin"])]
    number = _number(query.get("page", ""), len(found))
    first = (number - 1) * ROWS
    return {
        "asked": asked,
        "reasons": _reasons(fleet, traffic, kept),
        "bare": [_row(hands, one, traffic) for one in found[first : first + ROWS]],
        "first": first + 1,
        "last": min(first + ROWS, len(found)),
        "found": len(found),
        "earlier": urlencode(kept | {"page": number - 1}) if number > 1 else "",
        "later": urlencode(kept | {"page": number + 1}) if first + ROWS < len(found) else "",
        "named": _clients(fleet, asked["client"].strip()),
    }


def _reason(given: str) -> Reason | None:
    return Reason(given) if given in {reason.value for reason in Reason} else None


def _number(given: str, rows: int) -> int:
    last = max(1, -(-rows // ROWS))
    return min(int(given), last) if given.isascii() and given.isdigit() and int(given) else 1


def _reasons(fleet: Fleet, traffic: float, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """How much each reason keeps out; what is certified comes first, and all add up."""
    groups: dict[Reason | None, list[Live]] = {}
    for one in (*fleet.live, *fleet.quiet):
        groups.setdefault(one.reason, []).append(one)
    base = {name: text for name, text in kept.items() if name != "reason"}
    return [
        {
            "key": reason.value if reason else "",
            "title": TOLD[reason].title if reason else _("certified"),
            "tone": TOLD[reason].tone if reason else "good",
            "next": TOLD[reason].next if reason else "",
            "query": urlencode(base | {"reason": reason.value}) if reason else "",
            "chosen": reason is not None and kept.get("reason") == reason.value,
            "stacks": len(own),
            "clients": sum(one.weighed.clients or one.silent for one in own),
            "traffic": sum(one.weighed.traffic for one in own) / traffic if traffic else 0.0,
        }
        for reason in (None, *Reason)
        if (own := groups.get(reason))
    ]


def _row(hands: LeveeHands, one: Live, traffic: float) -> dict[str, Any]:
    assert one.reason is not None
    told = TOLD[one.reason]
    return {
        "stack": one.stack.digest,
        "text": names.stack(one.stack),
        "clients": one.weighed.clients,
        "silent": one.silent,
        "traffic": one.weighed.traffic / traffic if traffic else 0.0,
        "reason": told.title,
        "tone": told.tone,
        "why": _why(hands, one),
        "next": told.next,
        "place": _place(one, told.place),
        "place_title": _("its Run") if told.place == "run" else _("its certificate"),
    }


def _why(hands: LeveeHands, one: Live) -> str:
    """What is particular to this one: where it stands, or what was seen."""
    file = hands.desk.contract().file
    if one.reason in (Reason.BELOW_BUDGET, Reason.NEXT):
        said = {"rank": one.rank, "budget": file.lab.stacks_per_night}
        return _("number %(rank)s by weight; a Night runs %(budget)s") % said
    if one.reason is Reason.SILENT:
        return ""
    if one.reason in (Reason.NIGHTS, Reason.REVIEW, Reason.EXPIRED) and one.standing:
        return "; ".join(names.with_titles(file, m) for m in one.standing.missing)
    if one.last is None:
        return ""
    said_by_run = one.last.why[:_SAID] + ("…" if len(one.last.why) > _SAID else "")
    return f"{one.last.outcome.value} {one.last.day}" + (f": {said_by_run}" if said_by_run else "")


def _place(one: Live, place: str) -> str:
    if place == "run" and one.last:
        return reverse("run", args=[one.last.run])
    return reverse("certificate", args=[one.stack.digest]) if place == "certificate" else ""


def _clients(fleet: Fleet, name: str) -> Sequence[dict[str, Any]]:
    """Every client of that name (two partners may each have one): its stack and its reason."""
    if not name:
        return ()
    known = {one.stack.digest: one for one in (*fleet.live, *fleet.quiet)}
    return [
        {
            "client": client,
            "partner": partner,
            "stack": digest,
            "text": names.stack(known[digest].stack),
            "seen": seen,
            "reason": TOLD[reason].title if (reason := known[digest].reason) else _("certified"),
            "tone": TOLD[reason].tone if reason else "good",
            "next": TOLD[reason].next if reason else "",
        }
        for client, partner, digest, seen in stacks.clients_named(name)
        if digest in known
    ]
