"""Which part of a Night's heat map does somebody ask for, and what is there?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby

from django.db import connection
from django.utils.translation import gettext as _

from levee.lab import confirm, heat
from levee.lab.heat import Columns, Heat, Sort, Weight, Wish
from levee.model.outcome import Outcome, together
from levee.model.problem import Problem, Rejected, Unknown
from levee.model.run import Purpose
from levee.site.hands import LeveeHands
from levee.store import nights as ended_nights
from levee.store import pages, runs, stacks
from levee.store.nights import Brief, Ended

LONGEST = 200  #: characters of one filter
MOST_TALLIES = 1000  #: Nights whose counts a process keeps
RED = "red"  #: as an outcome to ask for: failed, conflict or timeout
FILTERS = ("plugin", "version", "client", "outcome", "sort", "columns")
OUTCOMES = (RED, *(o.value for o in heat.WORST))
_CHOICES = {
    "outcome": OUTCOMES,
    "sort": tuple(s.value for s in Sort),
    "columns": tuple(c.value for c in Columns),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a Night's Runs stand, and how many: Runs never change, so what was derived from as
    many is still true, and is kept in this process."""

    store: str
    night: Ended
    runs: int
    last: datetime | None


def places(of: Sequence[Ended]) -> tuple[Place, ...]:
    """How far these Nights are, with one question to the store."""
    far = ended_nights.how_far([n.subject for n in of])
    store = str(connection.settings_dict["NAME"])
    return tuple(Place(store, n, *far.get(n.subject, (0, None))) for n in of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What matches, and how much of the fleet runs each Stack. ``clients`` are those meant."""

    whole: Heat
    heat: Heat
    weights: Mapping[str, Weight]
    clients: tuple[str, ...] = ()


def nights(hands: LeveeHands) -> tuple[Ended, ...]:
    """Every Night of the suite that ended, the newest first."""
    return tuple(reversed(ended_nights.ended(hands.lab.suite().name)))


def night(hands: LeveeHands, day: date | None) -> Ended:
    """The Night of a date, or the last one."""
    for one in nights(hands):
        if day is None or one.day == day:
            return one
    raise Unknown("no such night ended yet" if day is None else f"there is no night {day}")


def read(given: Mapping[str, str]) -> dict[str, str]:
    """The filters as they were asked for; Rejected with everything that can match nothing."""
    told = {name: given.get(name, "").strip() for name in FILTERS}
    faults = tuple(_faults(told))
    if faults:
        raise Rejected(faults)
    return {name: text for name, text in told.items() if text}


def _faults(told: Mapping[str, str]) -> Iterator[Problem]:
    for name, text in told.items():
        if len(text) > LONGEST or "\0" in text:
            yield Problem(
                name, _("is plain text of at most %(most)s characters") % {"most": LONGEST}
            )
        elif text and text not in _CHOICES.get(name, (text,)):
            yield Problem(name, _("is one of %(words)s") % {"words": ", ".join(_CHOICES[name])})
    if told["version"] and not told["plugin"]:
        yield Problem("version", _("is of a plugin: name it, too"))


def found(of: Place, told: Mapping[str, str], partner: str = "") -> Found:
    """What matches what ``read`` answered; Rejected when something is named that is not there."""
    columns = Columns(told.get("columns", Columns.COMPONENTS))
    whole = whole_of(of, columns.by_check, partner)
    named = heat.named(whole, told["plugin"]) if "plugin" in told else frozenset()
    clients = stacks.run_by(told["client"], partner) if "client" in told else {}
    if faults := tuple(_absent(told, named, clients)):
        raise Rejected(faults)
    weights = _weights(partner)
    wish = Wish(
        columns=named,
        version=told.get("version", ""),
        stacks=frozenset(d for own in clients.values() for d in own) if "client" in told else None,
        outcomes=outcomes(told.get("outcome", "")),
        sort=Sort(told.get("sort", Sort.WORST)),
        only_red=columns.only_red,
        weights=weights,
    )
    shown = heat.sought(whole, wish)
    return Found(whole=whole, heat=shown, weights=weights, clients=tuple(clients))


def outcomes(text: str) -> frozenset[Outcome]:
    if text == RED:
        return frozenset(o for o in Outcome if o.is_red)
    return frozenset((Outcome(text),)) if text else frozenset()


def _absent(
    told: Mapping[str, str], named: Iterable[str], clients: Iterable[str]
) -> Iterator[Problem]:
    """What was named and is not there."""
    if "plugin" in told and not named:
        yield Problem("plugin", _("is in no stack of this night"))
    if "client" in told and not clients:
        yield Problem("client", _("is called so by nobody who reported what they run"))


def _weights(partner: str) -> dict[str, Weight]:
    told = stacks.weights(partner).items()
    return {digest: Weight(clients=n, traffic=sum_) for digest, (n, sum_) in told}


def whole_of(of: Place, by_check: bool = False, partner: str = "") -> Heat:
    """All of a Night; for a partner only what its clients run."""
    whole = _whole(of, by_check)
    if not partner:
        return whole
    return heat.only(whole, frozenset(pages.stacks_of(partner).values_list("stack", flat=True)))


@lru_cache(maxsize=6)
def _whole(place: Place, by_check: bool) -> Heat:
    own = confirm.settled(runs.of_subject(place.night.subject))
    return heat.of_night(ended_nights.result(place.night, own), by_check)


_TALLIES: dict[Place, Mapping[Outcome, int]] = {}  #: what a Night ended with, once derived


def tallies(of: Sequence[Place]) -> dict[str, Mapping[Outcome, int]]:
    """subject -> how many Stacks ended how, the canary aside."""
    new = [place for place in of if place not in _TALLIES]
    if len(_TALLIES) + len(new) > MOST_TALLIES:
        _TALLIES.clear()
        new = list(of)
    if new:
        every = sorted(ended_nights.briefs(p.night.subject for p in new), key=lambda b: b.subject)
        told = {s: _tally(own) for s, own in groupby(every, key=lambda b: b.subject)}
        _TALLIES.update({place: told.get(place.night.subject, {}) for place in new})
    return {place.night.subject: _TALLIES[place] for place in of}


def _tally(own: Iterable[Brief]) -> Mapping[Outcome, int]:
    counts = Counter(outcome for outcome, _run in ended_as(own).values())
    return {outcome: counts[outcome] for outcome in heat.WORST if counts[outcome]}


def forget() -> None:
    """For whoever changes what never changes: a test, or a store put in another's place."""
    _whole.cache_clear()
    _TALLIES.clear()


def ended_as(found: Iterable[Brief]) -> dict[str, tuple[Outcome, str]]:
    """digest -> (how the Runs of one Night ended together, the Run that it rests on)."""
    told: dict[str, tuple[Outcome, str]] = {}
    ours = (b for b in found if b.purpose in (Purpose.NIGHT, Purpose.CONFIRM))
    for digest, own in groupby(sorted(ours, key=lambda b: b.stack), key=lambda b: b.stack):
        told |= {digest: ended} if (ended := _together(tuple(own))) else {}
    return told


def _together(own: Sequence[Brief]) -> tuple[Outcome, str] | None:
    nightly = [b for b in own if b.purpose is Purpose.NIGHT]
    if not nightly:
        return None
    plain = next((b.outcome for b in reversed(own) if b.purpose is Purpose.CONFIRM), None)
    counted = confirm.outcomes([b.outcome for b in nightly], plain)
    outcome = together(counted)
    telling = next((b for b, o in zip(nightly, counted, strict=True) if o is outcome), nightly[-1])
    return outcome, telling.id


def other_suites(of: Ended) -> dict[str, dict[str, tuple[Outcome, str]]]:
    """suite -> digest -> how it ended, of the other suites that ran in Nights of that date."""
    found = [
        b for b in ended_nights.briefs_of_day(of.day, of.subject) if b.subject.startswith("night:")
    ]
    by = sorted(found, key=lambda b: b.suite)
    return {suite: ended_as(own) for suite, own in groupby(by, key=lambda b: b.suite)}
