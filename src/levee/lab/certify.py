"""May partners rely on this Stack: what do its Nights and its reviews add up to?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, zip_longest

from levee.lab.bound import bound
from levee.lab.streak import Day, Row, Subject, days, qualifying, rows
from levee.model.certificate import (
    CertificateState,
    Grant,
    PassedNight,
    Review,
    Said,
    Standing,
    Withdrawal,
)
from levee.model.night import NightResult
from levee.model.outcome import Outcome

__all__ = ["Rules", "Subject", "bound", "held", "standing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """``nights`` in a row of ``repeats`` passing Runs each, and a review by that role."""

    nights: int = 5
    repeats: int = 1
    expires_days: int = 90
    reviewer_role: str = "certifier"
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if min(self.nights, self.repeats, self.expires_days) < 1:
            raise ValueError("nights, repeats and expires_days are at least 1")
        if not 0 < self.confidence < 1:
            raise ValueError("confidence lies between 0 and 1")

    @property
    def life(self) -> timedelta:
        return timedelta(days=self.expires_days)


def standing(
    subject: Subject,
    nights: Iterable[NightResult],
    said: Iterable[Said],
    rules: Rules,
    now: datetime,
) -> Standing:
    """The state of a Certificate, from the facts known at ``now``, given in any order.

    Nights of one date are one Night. It passes when ``repeats`` Runs passed and none was
    anything worse; ``failed``, ``conflict``, ``timeout`` and ``flaky`` end the streak and
    suspend, but ``flaky`` not where the A/A baseline of that Night wavered, too. Void Nights,
    ``broken``, ``empty``, too few repeats, and Nights that did not run the Stack neither count
    nor reset. A review counts when it is of this Stack under this suite digest, by the named
    role, with evidence, and not before the streak began. The certificate starts when its last
    part is there: a review and ``nights`` passes, all from the last ``expires_days``. The newest
    start decides, so a later review renews.

    A grant makes a Stack that is not certified yet ``temporary`` until it runs out, or until
    the first red after it.

    A withdrawal begins anew: only Nights whose result was known after it count, only reviews and
    grants after it, under whichever suite. Until there are enough of those Nights, or a red one,
    the Stack is ``withdrawn``.
    """
    all_days = days(subject, nights)
    own = qualifying(subject, all_days)
    history = rows(own, rules.repeats)
    people = tuple(said)
    withdrawn = _withdrawn(subject, people)
    case = _Case(
        subject=subject,
        rules=rules,
        now=now,
        reviews=_countable(subject, rules, people),
        grants=_grants(subject, people, withdrawn),
        row=_anew(own, withdrawn, rules) if withdrawn else history[-1],
        ended=tuple(pairwise(history)),
        other_suite=any(r.suite_digest != subject.suite_digest for d in all_days for r in d.runs),
        withdrawn=withdrawn,
    )
    return case.standing()


def held(
    subject: Subject, nights: Iterable[NightResult], said: Iterable[Said], rules: Rules
) -> tuple[tuple[datetime, datetime], ...]:
    """From when until when the Stack was certified, by ``standing``'s rule asked at every moment.

    Certified at ``t`` means that ``t`` lies in one of these, its end excluded; they may overlap.
    """
    people = tuple(said)
    own = qualifying(subject, days(subject, nights))
    reviews = _countable(subject, rules, people)
    ends = sorted(w.at for w in _withdrawals(subject, people))
    found = []
    for after, until in zip_longest([None, *ends], ends):
        since = [d for d in own if after is None or d.known_at > after]
        for start, end in _lives(rows(since, rules.repeats), reviews, rules):
            found.append((start, end if until is None else min(end, until)))
    return tuple(sorted((a, b) for a, b in found if a < b))


def _lives(
    history: Sequence[Row], reviews: tuple[Review, ...], rules: Rules
) -> Iterator[tuple[datetime, datetime]]:
    """Each start of a certificate in these rows, and when it ran out or a red was known."""
    for row, after in zip_longest(history, history[1:]):
        red = after.fall.known_at if after and after.fall else None
        for start, _ in _starts(row, reviews, rules):
            end = start + rules.life
            yield start, end if red is None else min(end, red)


def _withdrawals(subject: Subject, said: Iterable[Said]) -> tuple[Withdrawal, ...]:
    return tuple(
        w for w in said if isinstance(w, Withdrawal) and w.stack_digest == subject.stack_digest
    )


def _withdrawn(subject: Subject, said: Iterable[Said]) -> Withdrawal | None:
    """The last one of this Stack."""
    return max(_withdrawals(subject, said), key=lambda w: (w.at, w.by), default=None)


def _anew(own: Iterable[Day], withdrawn: Withdrawal, rules: Rules) -> Row:
    """The row since a withdrawal."""
    return rows((d for d in own if d.known_at > withdrawn.at), rules.repeats)[-1]


def _countable(subject: Subject, rules: Rules, said: Iterable[Said]) -> tuple[Review, ...]:
    return tuple(
        r
        for r in said
        if isinstance(r, Review)
        and (r.stack_digest, r.suite_digest) == (subject.stack_digest, subject.suite_digest)
        and r.role == rules.reviewer_role
        and r.evidence.strip()
    )


def _grants(
    subject: Subject, said: Iterable[Said], withdrawn: Withdrawal | None
) -> tuple[Grant, ...]:
    return tuple(
        g
        for g in said
        if isinstance(g, Grant)
        and (g.stack_digest, g.suite_digest) == (subject.stack_digest, subject.suite_digest)
        and (withdrawn is None or g.at > withdrawn.at)
    )


def _starts(row: Row, reviews: Iterable[Review], rules: Rules) -> list[tuple[datetime, Review]]:
    """When each review, with this row's passes, makes a certificate."""
    known = sorted(d.known_at for d in row.passing)
    own = [r for r in reviews if known and r.at >= known[0]]
    found = ((_complete(known, r.at, rules), r) for r in own)
    return [(start, review) for start, review in found if start is not None]


def _complete(known: Sequence[datetime], reviewed: datetime, rules: Rules) -> datetime | None:
    """The first moment from the review on with enough fresh passes, while it is fresh too."""
    for moment in (reviewed, *(k for k in known if k > reviewed)):
        if moment - reviewed >= rules.life:
            return None
        if sum(moment - rules.life < k <= moment for k in known) >= rules.nights:
            return moment
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """All that the answer rests on. ``row`` is the present one, since the withdrawal if there was
    one; ``ended``: each row that a red ended, and what followed."""

    subject: Subject
    rules: Rules
    now: datetime
    reviews: tuple[Review, ...]
    grants: tuple[Grant, ...]
    row: Row
    ended: tuple[tuple[Row, Row], ...]
    other_suite: bool
    withdrawn: Withdrawal | None

    def standing(self) -> Standing:
        start = max(
            _starts(self.row, self.reviews, self.rules),
            key=lambda s: (s[0], s[1].at, s[1].reviewer),
            default=None,
        )
        without = self._state(start[0] if start else None)
        grant = self._grant() if without in _MAY_BE_GRANTED else None
        state = CertificateState.TEMPORARY if grant else without
        certified = state is CertificateState.CERTIFIED
        return Standing(
            stack_digest=self.subject.stack_digest,
            suite=self.subject.suite,
            state=state,
            reason=self._reason(state),
            streak=len(self.row.passing),
            needed=self.rules.nights,
            bound=bound(self.row.passes, self.rules.confidence),
            missing=() if certified else self._missing(),
            certified_at=start[0] if start else None,
            expires_at=grant.until if grant else start[0] + self.rules.life if start else None,
            reviewer=grant.by if grant else start[1].reviewer if start else "",
            suite_digest=self.subject.suite_digest,
            repeats=self.rules.repeats,
            nights=tuple(_passed(d) for d in self.row.passing),
            reviewable=without in _REVIEWABLE,
            withdrawal=None if start else self.withdrawn,
        )

    def _state(self, start: datetime | None) -> CertificateState:
        if start is not None:
            live = self.now < start + self.rules.life
            return CertificateState.CERTIFIED if live else CertificateState.EXPIRED
        if self._fresh() >= self.rules.nights:
            return CertificateState.AWAITING_REVIEW
        if self.withdrawn and not self.row.fall:
            return CertificateState.WITHDRAWN
        if self._was_certified():
            return CertificateState.SUSPENDED
        if self.row.passing:
            return CertificateState.CANDIDATE
        return CertificateState.FAILING if self.row.fall else CertificateState.UNTESTED

    def _grant(self) -> Grant | None:
        """The grant in force that no red has followed: the longest of them."""
        red = [after.fall.known_at for _, after in self.ended if after.fall is not None]
        live = [
            g
            for g in self.grants
            if g.at <= self.now < g.until and not any(known >= g.at for known in red)
        ]
        return max(live, key=lambda g: g.until, default=None)

    def _fresh(self) -> int:
        return sum(d.known_at > self.now - self.rules.life for d in self.row.passing)

    def _was_certified(self) -> bool:
        """Did a certificate start in a row before the red that ended it was known?"""
        return any(
            start < after.fall.known_at
            for row, after in self.ended
            if after.fall is not None
            for start, _ in _starts(row, self.reviews, self.rules)
        )

    def _missing(self) -> tuple[str, ...]:
        lacking = self.rules.nights - self._fresh()
        times = f" of {self.rules.repeats} runs each" if self.rules.repeats > 1 else ""
        nights = f"{lacking} more passing {'night' if lacking == 1 else 'nights'}{times}"
        review = f"a review by a {self.rules.reviewer_role}, with evidence"
        return (*([nights] if lacking > 0 else []), *([] if self._reviewed() else [review]))

    def _reviewed(self) -> bool:
        """Is there a review that the nights to come can still complete?"""
        began = self.row.passing[0].known_at if self.row.passing else None
        oldest = self.now - self.rules.life
        return began is not None and any(r.at >= began and r.at > oldest for r in self.reviews)

    def _reason(self, state: CertificateState) -> str:
        passing, fall = self.row.passing, self.row.fall
        span = f"{len(passing)} passing in a row, {_span(self.row)}" if passing else ""
        red = f"{fall.outcome} on {fall.day}" if fall else ""
        lapsed = self._lapsed(state)
        words = [
            w for w in (lapsed, red and f"{red}, no longer counted" if span else red, span) if w
        ]
        return "; ".join(words or [self._silence()])

    def _lapsed(self, state: CertificateState) -> str:
        """Neither who withdrew it nor why: a reason is for partners, too."""
        before = (CertificateState.WITHDRAWN, CertificateState.AWAITING_REVIEW)
        if self.withdrawn and state in before:
            return f"withdrawn on {self.withdrawn.at.date()}"
        return _LAPSED.get(state, "")

    def _silence(self) -> str:
        if self.row.unanswered:
            return f"no night answered: {self.row.unanswered.said}"
        if self.other_suite:
            return "the suite changed: earlier nights do not count"
        return "no night that counts has run it"


_LAPSED = {
    CertificateState.EXPIRED: "certificate ran out",
    CertificateState.TEMPORARY: "temporary, for a starter",
}

#: A certificate that stands or has run out may be renewed by a new review.
_REVIEWABLE = (
    CertificateState.AWAITING_REVIEW,
    CertificateState.CERTIFIED,
    CertificateState.EXPIRED,
)

#: Nothing speaks against the Stack, and nobody can say yet that enough speaks for it.
_MAY_BE_GRANTED = (
    CertificateState.UNTESTED,
    CertificateState.CANDIDATE,
    CertificateState.AWAITING_REVIEW,
)


def _passed(day: Day) -> PassedNight:
    own = sorted(r.id for r in day.runs if r.outcome is Outcome.PASSED)
    return PassedNight(day=day.day, runs=tuple(own))


def _span(row: Row) -> str:
    first, last = row.passing[0].day, row.passing[-1].day
    return f"on {first}" if first == last else f"{first} to {last}"
