"""How is each metric counted from the facts, and when can it not be?"""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from levee.learn import levels
from levee.learn.levels import Held, Known
from levee.learn.periods import Span
from levee.model.fleet import Weighed
from levee.model.night import NightResult
from levee.model.ticket_fact import TicketFact

SERIOUS = (1, 2)  #: severities that make an incident of a ticket
LOSING = frozenset({"critical"})  #: revenue is being lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """Since when a partner is one, and until when it was."""

    partner: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the numbers are taken from, whenever it happened: each takes what lies in its Span.

    ``fleet`` holds the active installations by stack, ``certified`` when each stack held a
    certificate, ``interactions`` since when each is known, ``incidents`` the openings of serious
    tickets in order, ``releases`` the moments of releases; ``saved_hours`` is what people
    entered, None while nobody did. ``lacking``: why the lab can say nothing at all.
    """

    tickets: Sequence[TicketFact] = ()
    incidents: Sequence[datetime] = ()
    fleet: Sequence[Weighed] = ()
    nights: Sequence[NightResult] = ()
    certified: Sequence[Held] = ()
    interactions: Sequence[Known] = ()
    releases: Sequence[datetime] = ()
    partners: Sequence[Partnership] = ()
    saved_hours: float | None = None
    lacking: str = ""
    incident_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """``half`` and ``most``: half of the sample lies below, and nine of ten (p50, p90)."""

    value: float | None
    sample: int = 0
    note: str = ""
    half: float | None = None
    most: float | None = None


def incidents(tickets: Sequence[TicketFact]) -> tuple[datetime, ...]:
    return tuple(sorted(t.opened for t in tickets if t.severity in SERIOUS))


def not_yet(why: str) -> Measured:
    return Measured(value=None, note=f"not measured yet: {why}")


def time_to_acknowledge(facts: Facts, span: Span) -> Measured:
    return _hours(facts, span, lambda t: t.acknowledged, "acknowledged")


def time_to_remediate(facts: Facts, span: Span) -> Measured:
    return _hours(facts, span, lambda t: t.remediated, "remediated")


def _hours(
    facts: Facts, span: Span, end: Callable[[TicketFact], datetime | None], word: str
) -> Measured:
    """Of the tickets opened in the span; what came after it was known counts as not happened."""
    tickets = [t for t in facts.tickets if span.holds(t.opened)]
    took = sorted(
        (e - t.opened).total_seconds() / 3600
        for t in tickets
        if (e := end(t)) is not None and e <= span.known
    )
    if not took:
        return not_yet(f"no ticket has been {word}")
    left = len(tickets) - len(took)
    return Measured(
        value=sum(took) / len(took),
        sample=len(took),
        note=f"{left} not {word} yet" if left else "",
        half=quantile(took, 0.5),
        most=quantile(took, 0.9),
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """So large a share lies at or below it; between two values, as far as the share is."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def pass_rates(facts: Facts, moments: Sequence[datetime]) -> list[Measured]:
    """Of the tested traffic; how much of all is tested stands beside it."""
    fleet, found = _Fleet(facts.fleet), []
    for passed in levels.answers(facts.nights, moments):
        tested = fleet.of(passed)
        good = _Fleet(tested).share(digest for digest in passed if passed[digest])
        why = "no active client's stack has answered in a valid night"
        found.append(good if tested else not_yet(why))
    return found


def tested_shares(facts: Facts, moments: Sequence[datetime]) -> list[Measured]:
    fleet = _Fleet(facts.fleet)
    return [fleet.share(passed) for passed in levels.answers(facts.nights, moments)]


def certified_shares(facts: Facts, moments: Sequence[datetime]) -> list[Measured]:
    fleet = _Fleet(facts.fleet)
    return [fleet.share(levels.certified(facts.certified, moment)) for moment in moments]


class _Fleet:
    """Weights by digest, summed once: a share is asked for at many moments."""

    def __init__(self, fleet: Sequence[Weighed]) -> None:
        self._stacks = {w.stack.digest: w for w in fleet}
        self._traffic = sum(w.traffic for w in fleet)
        self._clients = sum(w.clients for w in fleet)

    def of(self, digests: Iterable[str]) -> list[Weighed]:
        return [self._stacks[d] for d in digests if d in self._stacks]

    def share(self, digests: Iterable[str]) -> Measured:
        """Of the traffic, the share on these stacks."""
        if not self._traffic:
            return not_yet("no active client reports traffic")
        own = sum(w.traffic for w in self.of(digests)) / self._traffic
        return Measured(value=min(1.0, own), sample=self._clients)


def exposed_clients(facts: Facts, moments: Sequence[datetime]) -> list[Measured]:
    if not facts.fleet:
        return [not_yet("no active client is known") for _ in moments]
    known = [one for one in facts.interactions if one.deltas]
    since = levels.exposed_since(facts.fleet, known)
    clients = sum(w.clients for w in facts.fleet)
    hit = [(since[d], w.clients) for w in facts.fleet if (d := w.stack.digest) in since]
    found = []
    for moment in moments:
        then = sum(one.since <= moment for one in known)
        note = f"{then} known {'Interaction' if then == 1 else 'Interactions'}"
        count = sum(clients for start, clients in hit if start <= moment)
        found.append(Measured(value=float(count), sample=clients, note=note))
    return found


def post_release_incident_rate(facts: Facts, span: Span) -> Measured:
    window = timedelta(days=facts.incident_days)
    over = [r for r in facts.releases if span.holds(r) and r + window <= span.known]
    if not over:
        return not_yet(f"no release is {facts.incident_days} days old")
    hit = sum(_any_within(facts.incidents, r, r + window) for r in over)
    return Measured(value=hit / len(over), sample=len(over))


def _any_within(moments: Sequence[datetime], start: datetime, end: datetime) -> bool:
    place = bisect_left(moments, start)
    return place < len(moments) and moments[place] < end


def revenue_loss_incidents(facts: Facts, span: Span) -> Measured:
    tickets = [t for t in facts.tickets if span.holds(t.opened)]
    if not tickets:
        return not_yet("there is no ticket")
    count = sum(t.revenue_loss for t in tickets)
    return Measured(value=float(count), sample=len(tickets))


def churn(facts: Facts, now: datetime, months: int) -> Measured:
    then = months_before(now, months)
    base = [p for p in facts.partners if p.since <= then and (p.until is None or p.until > then)]
    if not base:
        return not_yet(f"no partner is known from {months} months ago")
    left = sum(p.until is not None and p.until <= now for p in base)
    return Measured(value=left / len(base), sample=len(base))


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time that many calendar months earlier, or that month's last day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


def hours_saved(facts: Facts, now: datetime) -> Measured:
    if facts.saved_hours is None:
        return not_yet("nobody has entered what the same work took before")
    return Measured(value=facts.saved_hours, sample=1)
