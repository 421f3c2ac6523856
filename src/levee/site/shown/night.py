"""What did a Night show, as a heat map of Stacks by components or checks, and as a list of reds?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from levee.lab import heat
from levee.lab.heat import Columns, Sort, Weight
from levee.lab.reds import Red, reds
from levee.model.outcome import Outcome
from levee.model.problem import Problem, Rejected
from levee.site import matrices
from levee.site.hands import LeveeHands
from levee.site.matrices import Found, Place
from levee.site.shown.night_rows import Drawing, Plan, plan
from levee.site.shown.suites import lacking, suite
from levee.store.nights import Ended

PAGE = 25  #: rows that are drawn at once: so many are laid out within a frame or two
LATEST = 7  #: Nights that are one click away
REDS = 12  #: failures that are listed before the table

SORTS = {
    Sort.WORST.value: gettext_lazy("worst first"),
    Sort.HEAVIEST.value: gettext_lazy("heaviest first"),
}
COLUMNS = {
    Columns.COMPONENTS.value: gettext_lazy("components"),
    Columns.RED_COMPONENTS.value: gettext_lazy("components with a red"),
    Columns.CHECKS.value: gettext_lazy("checks"),
    Columns.RED_CHECKS.value: gettext_lazy("checks with a red"),
}
FIELDS = {
    "night": gettext_lazy("Night"),
    "plugin": gettext_lazy("Plugin"),
    "version": gettext_lazy("Version"),
    "client": gettext_lazy("Client"),
    "outcome": gettext_lazy("Outcome"),
    "sort": gettext_lazy("Order"),
    "columns": gettext_lazy("Columns"),
}


def page(hands: LeveeHands, given: Mapping[str, str]) -> dict[str, Any]:
    """The Night of that day, or the newest one; which Nights there are; and what was asked for."""
    if suite(hands) is None:
        return {"nights": [], "night": None, "lacking": lacking(hands)}
    every = matrices.nights(hands)
    chosen, problems = _chosen(every, given.get("night", ""))
    near = _near(every, chosen)
    body: dict[str, Any] = {
        "nights": _nights(near, chosen),
        "night": None,
        "form": _form(given, every, chosen),
        "problems": problems,
    }
    if chosen is None:
        return body
    body |= {"night": _head(chosen), "suite": chosen.suite}
    place = next(p for p in near if p.night is chosen)
    try:
        return body | table(hands, place, given)
    except Rejected as error:
        parts = matrices.whole_of(place)
        return body | {"problems": [_problem(p) for p in error.problems], "parts": _parts(parts)}


def rows(hands: LeveeHands, given: Mapping[str, str]) -> dict[str, Any]:
    """The rows that follow, alone; nothing where the question is none."""
    every = matrices.nights(hands) if suite(hands) else ()
    chosen, _problems = _chosen(every, given.get("night", ""))
    try:
        place = matrices.places([chosen])[0] if chosen else None
        return table(hands, place, given, alone=True) if place else {"rows": []}
    except Rejected:
        return {"rows": []}


def _chosen(every: Sequence[Ended], day: str) -> tuple[Ended | None, list[dict[str, Any]]]:
    if not day:
        return (every[0] if every else None), []
    for night in every:
        if night.day.isoformat() == day:
            return night, []
    return None, [_problem(Problem("night", _("did not run on that date, or has not ended")))]


def _problem(problem: Problem) -> dict[str, Any]:
    return {"where": FIELDS.get(problem.where, problem.where), "what": problem.what}


def _near(every: Sequence[Ended], chosen: Ended | None) -> tuple[Place, ...]:
    """The latest Nights, and the chosen one if it is older."""
    latest = list(every[:LATEST])
    if chosen is not None and chosen not in latest:
        latest.append(chosen)
    return matrices.places(latest)


def _nights(near: Sequence[Place], chosen: Ended | None) -> list[dict[str, Any]]:
    counts = matrices.tallies(near)
    return [
        _head(n) | {"counts": _counts(counts[n.subject]), "here": n is chosen}
        for n in (place.night for place in near)
    ]


def _head(night: Ended) -> dict[str, Any]:
    return {
        "day": night.day,
        "key": night.day.isoformat(),
        "void": night.void,
        "reason": night.reason,
    }


def _counts(told: Mapping[Outcome, int]) -> list[dict[str, Any]]:
    return [{"outcome": outcome.value, "number": number} for outcome, number in told.items()]


def _form(given: Mapping[str, str], every: Sequence[Ended], chosen: Ended | None) -> dict[str, Any]:
    days: list[date] = [n.day for n in every]
    typed = {name: given.get(name, "").replace("\0", "") for name in FIELDS}
    return {
        "typed": typed | {"night": chosen.day.isoformat() if chosen else ""},
        "outcomes": matrices.OUTCOMES,
        "sorts": SORTS,
        "columns": COLUMNS,
        "filtered": any(typed[name] for name in ("plugin", "version", "client", "outcome")),
        "first": days[-1].isoformat() if days else "",
        "last": days[0].isoformat() if days else "",
        "clear": urlencode({"night": chosen.day.isoformat()} if chosen else {}),
    }


def _parts(whole: heat.Heat) -> list[str]:
    """What can be asked for by name."""
    return sorted({c.name for c in whole.columns if c.package})


def table(
    hands: LeveeHands, place: Place, given: Mapping[str, str], alone: bool = False
) -> dict[str, Any]:
    """One page of what matches, and where the next one is."""
    told, chosen = matrices.read(given), place.night
    found = matrices.found(place, told)
    every = found.heat.lines
    first = _number(given.get("from", ""), len(every))
    shown = every[first : first + PAGE]
    kept = {"night": chosen.day.isoformat(), **told}
    others = matrices.other_suites(chosen)
    drawing = Drawing(
        columns=found.heat.columns,
        weights=found.weights,
        others=others,
        plan=plan(hands, chosen),
        traffic=sum(w.traffic for w in found.weights.values()) or 1.0,
    )
    body = {
        "columns": found.heat.columns,
        "suites": tuple(others),
        "rows": [drawing.row(line) for line in shown],
        "number": len(every),
        "wide": len(found.heat.columns) + len(others) + 2,
        "first": first + 1,
        "last": first + len(shown),
        "left": max(0, len(every) - first - PAGE),
        "step": min(PAGE, max(0, len(every) - first - PAGE)),
        "next": urlencode(kept | {"from": first + PAGE}) if first + PAGE < len(every) else "",
        "before": urlencode(kept | {"from": max(0, first - PAGE)}) if first else "",
    }
    return body if alone else body | _around(found, told, kept, drawing.plan)


def _number(text: str, most: int) -> int:
    return (
        min(int(text), max(0, most - 1))
        if text.isascii() and text.isdigit() and len(text) < 9
        else 0
    )


def _around(
    found: Found, told: Mapping[str, str], kept: Mapping[str, str], plan: Plan
) -> dict[str, Any]:
    """What stands above the table: how many of what, and each failure once."""
    every = reds(found.heat)
    canary = [x for x in found.whole.lines if x.canary]
    return {
        "counts": _counts(heat.tally(found.heat.lines)),
        "matched": sum(not x.canary for x in found.heat.lines),
        "of": len([x for x in found.whole.lines if not x.canary]),
        "reds": [_red(r, kept, found.weights) for r in every[:REDS]],
        "more_reds": max(0, len(every) - REDS),
        "parts": _parts(found.whole),
        "clients": found.clients,
        "shares": plan.shares,
        "canary": canary[0].outcome.value if canary else "",
    }


def _red(red: Red, kept: Mapping[str, str], weights: Mapping[str, Weight]) -> dict[str, Any]:
    digests = {line.digest for line in red.lines}
    asks = {"plugin": red.name.partition(": ")[0], "version": red.version, "outcome": matrices.RED}
    narrowed = dict(kept) | {name: text for name, text in asks.items() if text}
    return {
        "name": red.name,
        "version": red.version,
        "outcome": red.outcome.value,
        "text": red.text,
        "run": red.run,
        "stacks": len(digests),
        "clients": sum(weights[d].clients for d in digests if d in weights),
        "query": urlencode(narrowed) if red.name and len(digests) > 1 else "",
    }
