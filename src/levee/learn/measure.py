"""How is each metric counted from the facts, and when can it not be?"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from levee.learn.tickets import TicketFact
from levee.model.delta import Delta, contains
from levee.model.fleet import Installation
from levee.model.night import NightResult
from levee.model.outcome import Outcome, together
from levee.model.run import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """Since when a partner is one, and until when it was."""

    partner: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the numbers are taken from.

    ``fleet`` holds active installations, ``certified`` the digests of stacks certified now,
    ``interactions`` the deltas of each known one, ``releases`` the moments of releases;
    ``saved_hours`` is what people entered, None while nobody did.
    """

    tickets: Sequence[TicketFact] = ()
    fleet: Sequence[Installation] = ()
    nights: Sequence[NightResult] = ()
    certified: frozenset[str] = frozenset()
    interactions: Sequence[tuple[Delta, ...]] = ()
    releases: Sequence[datetime] = ()
    partners: Sequence[Partnership] = ()
    saved_hours: float | None = None
    incident_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    value: float | None
    sample: int = 0
    note: str = ""


def _not_yet(why: str) -> Measured:
    return Measured(value=None, note=f"not measured yet: {why}")


def time_to_acknowledge(facts: Facts, now: datetime) -> Measured:
    return _mean_hours(facts.tickets, lambda t: t.acknowledged, "acknowledged")


def time_to_remediate(facts: Facts, now: datetime) -> Measured:
    return _mean_hours(facts.tickets, lambda t: t.remediated, "remediated")


def _mean_hours(
    tickets: Sequence[TicketFact], end: Callable[[TicketFact], datetime | None], word: str
) -> Measured:
    took = [(e - t.opened).total_seconds() / 3600 for t in tickets if (e := end(t))]
    if not took:
        return _not_yet(f"no ticket has been {word}")
    left = len(tickets) - len(took)
    note = f"{left} not {word} yet" if left else ""
    return Measured(value=sum(took) / len(took), sample=len(took), note=note)


def last_answers(nights: Sequence[NightResult]) -> dict[str, bool]:
    """stack digest -> did it pass every suite when it last answered in a valid Night?"""
    answers: dict[tuple[str, str], bool] = {}
    for night in sorted(nights, key=lambda n: n.day):
        outcomes: dict[str, list[Outcome]] = {}
        measured = (r for r in night.runs if r.purpose is not Purpose.AA)
        for run in () if night.void else measured:
            outcomes.setdefault(run.stack.digest, []).append(run.outcome)
        for digest, seen in outcomes.items():
            if (ended := together(seen)) not in (Outcome.BROKEN, Outcome.EMPTY):
                answers[digest, night.suite] = ended is Outcome.PASSED
    stacks: dict[str, bool] = {}
    for (digest, _), passed in answers.items():
        stacks[digest] = stacks.get(digest, True) and passed
    return stacks


def pass_rate(facts: Facts, now: datetime) -> Measured:
    answers = last_answers(facts.nights)
    tested = [i for i in facts.fleet if i.stack.digest in answers]
    if not tested:
        return _not_yet("no active client's stack has answered in a valid night")
    return _traffic_share(tested, [answers[i.stack.digest] for i in tested])


def tested_share(facts: Facts, now: datetime) -> Measured:
    answers = last_answers(facts.nights)
    return _traffic_share(facts.fleet, [i.stack.digest in answers for i in facts.fleet])


def certified_share(facts: Facts, now: datetime) -> Measured:
    return _traffic_share(facts.fleet, [i.stack.digest in facts.certified for i in facts.fleet])


def _traffic_share(fleet: Sequence[Installation], counts: Sequence[bool]) -> Measured:
    total = sum(i.traffic for i in fleet)
    if not total:
        return _not_yet("no active client reports traffic")
    own = sum(i.traffic for i, counted in zip(fleet, counts, strict=True) if counted)
    return Measured(value=min(1.0, own / total), sample=len(fleet))


def exposed_clients(facts: Facts, now: datetime) -> Measured:
    if not facts.fleet:
        return _not_yet("no active client is known")
    known = [deltas for deltas in facts.interactions if deltas]
    stacks = {i.stack.digest: i.stack for i in facts.fleet}
    hit = {d for d, s in stacks.items() if any(contains(s, deltas) for deltas in known)}
    count = sum(i.stack.digest in hit for i in facts.fleet)
    note = f"{len(known)} known {'Interaction' if len(known) == 1 else 'Interactions'}"
    return Measured(value=float(count), sample=len(facts.fleet), note=note)


def post_release_incident_rate(facts: Facts, now: datetime) -> Measured:
    window = timedelta(days=facts.incident_days)
    over = [r for r in facts.releases if r + window <= now]
    if not over:
        return _not_yet(f"no release is {facts.incident_days} days old")
    serious = [t.opened for t in facts.tickets if t.severity in (1, 2)]
    hit = sum(any(r <= opened < r + window for opened in serious) for r in over)
    return Measured(value=hit / len(over), sample=len(over))


def revenue_loss_incidents(facts: Facts, now: datetime) -> Measured:
    if not facts.tickets:
        return _not_yet("there is no ticket")
    count = sum(t.revenue_loss for t in facts.tickets)
    return Measured(value=float(count), sample=len(facts.tickets))


def churn(facts: Facts, now: datetime, months: int) -> Measured:
    then = months_before(now, months)
    base = [p for p in facts.partners if p.since <= then and (p.until is None or p.until > then)]
    if not base:
        return _not_yet(f"no partner is known from {months} months ago")
    left = sum(p.until is not None and p.until <= now for p in base)
    return Measured(value=left / len(base), sample=len(base))


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time that many calendar months earlier, or that month's last day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


def hours_saved(facts: Facts, now: datetime) -> Measured:
    if facts.saved_hours is None:
        return _not_yet("nobody has entered what the same work took before")
    return Measured(value=facts.saved_hours, sample=1)
