"""How is each metric counted from the facts, and when can it not be?"""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from levee.learn import levels
from levee.learn.levels import Held, Known
from levee.learn.periods import Span, lying_in
from levee.model.fleet import Weighed
from levee.model.night import NightResult
from levee.model.ticket_fact import TicketFact
from levee.model.words import gettext_noop

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

    ``tickets`` stand in the order of their opening, ``incidents`` are the openings of serious ones.
    ``fleet`` holds the active installations by stack, ``certified`` when each stack held a
    certificate, ``interactions`` since when each is known, ``releases`` the moments of releases;
    ``saved_hours`` is what people entered, None while nobody did. ``lacking``: why the lab can say
    nothing at all.
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
    """``half`` and ``most``: half of the sample lies below, and nine of ten (p50, p90). ``words``
    say what else is to be known, with ``n`` in them; the face has them in the reader's language.
    """

    value: float | None
    sample: int = 0
    words: str = ""
    n: int = 0
    why: str = ""  #: somebody else's words for what is lacking
    half: float | None = None
    most: float | None = None

    @property
    def note(self) -> str:
        return self.noted(str)

    def noted(self, translated: Callable[[str], str]) -> str:
        return translated(self.words) % {"n": self.n, "why": self.why} if self.words else ""


def incidents(tickets: Sequence[TicketFact]) -> tuple[datetime, ...]:
    return tuple(sorted(t.opened for t in tickets if t.severity in SERIOUS))


def not_yet(words: str, n: int = 0, why: str = "") -> Measured:
    return Measured(value=None, words=words, n=n, why=why)


def lacking(why: str) -> Measured:
    return not_yet(gettext_noop("not measured yet: %(why)s"), why=why)


def time_to_acknowledge(facts: Facts, span: Span) -> Measured:
    none = gettext_noop("not measured yet: no ticket has been acknowledged")
    rest = gettext_noop("%(n)s not acknowledged yet")
    return _hours(facts, span, lambda t: t.acknowledged, (none, rest))


def time_to_remediate(facts: Facts, span: Span) -> Measured:
    none = gettext_noop("not measured yet: no ticket has been remediated")
    rest = gettext_noop("%(n)s not remediated yet")
    return _hours(facts, span, lambda t: t.remediated, (none, rest))


def _hours(
    facts: Facts,
    span: Span,
    end: Callable[[TicketFact], float | None],
    words: tuple[str, str],
) -> Measured:
    """Of the tickets opened in the span; what came after it was known counts as not happened."""
    tickets = _opened_in(facts, span)
    sure = (span.known - span.until).total_seconds()  # so long after its opening all is known
    took = sorted(
        seconds / 3600
        for t in tickets
        if (seconds := end(t)) is not None
        and (seconds <= sure or t.opened + timedelta(seconds=seconds) <= span.known)
    )
    if not took:
        return not_yet(words[0])
    left = len(tickets) - len(took)
    return Measured(
        value=sum(took) / len(took),
        sample=len(took),
        words=words[1] if left else "",
        n=left,
        half=quantile(took, 0.5),
        most=quantile(took, 0.9),
    )


def _opened_in(facts: Facts, span: Span) -> Sequence[TicketFact]:
    return lying_in(span, facts.tickets, lambda t: t.opened)


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
        why = gettext_noop(
            "not measured yet: no active client's stack has answered in a valid night"
        )
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
            return not_yet(gettext_noop("not measured yet: no active client reports traffic"))
        own = sum(w.traffic for w in self.of(digests)) / self._traffic
        return Measured(value=min(1.0, own), sample=self._clients)


def exposed_clients(facts: Facts, moments: Sequence[datetime]) -> list[Measured]:
    if not facts.fleet:
        none = gettext_noop("not measured yet: no active client is known")
        return [not_yet(none) for _ in moments]
    known = [one for one in facts.interactions if one.deltas]
    since = levels.exposed_since(facts.fleet, known)
    clients = sum(w.clients for w in facts.fleet)
    hit = [(since[d], w.clients) for w in facts.fleet if (d := w.stack.digest) in since]
    found = []
    for moment in moments:
        then = sum(one.since <= moment for one in known)
        words = gettext_noop("known Interactions: %(n)s")
        count = sum(clients for start, clients in hit if start <= moment)
        found.append(Measured(value=float(count), sample=clients, words=words, n=then))
    return found


def post_release_incident_rate(facts: Facts, span: Span) -> Measured:
    window = timedelta(days=facts.incident_days)
    over = [r for r in facts.releases if span.holds(r) and r + window <= span.known]
    if not over:
        none = gettext_noop("not measured yet: no release is %(n)s days old")
        return not_yet(none, facts.incident_days)
    hit = sum(_any_within(facts.incidents, r, r + window) for r in over)
    return Measured(value=hit / len(over), sample=len(over))


def _any_within(moments: Sequence[datetime], start: datetime, end: datetime) -> bool:
    place = bisect_left(moments, start)
    return place < len(moments) and moments[place] < end


def revenue_loss_incidents(facts: Facts, span: Span) -> Measured:
    tickets = _opened_in(facts, span)
    if not tickets:
        return not_yet(gettext_noop("not measured yet: there is no ticket"))
    count = sum(t.revenue_loss for t in tickets)
    return Measured(value=float(count), sample=len(tickets))


def churn(facts: Facts, now: datetime, months: int) -> Measured:
    then = months_before(now, months)
    base = [p for p in facts.partners if p.since <= then and (p.until is None or p.until > then)]
    if not base:
        none = gettext_noop("not measured yet: no partner is known from %(n)s months ago")
        return not_yet(none, months)
    left = sum(p.until is not None and p.until <= now for p in base)
    return Measured(value=left / len(base), sample=len(base))


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time that many calendar months earlier, or that month's last day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


def hours_saved(facts: Facts, now: datetime) -> Measured:
    if facts.saved_hours is None:
        none = gettext_noop("not measured yet: nobody has entered what the same work took before")
        return not_yet(none)
    return Measured(value=facts.saved_hours, sample=1)
