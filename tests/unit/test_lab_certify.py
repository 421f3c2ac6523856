"""May partners rely on this Stack?"""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_facts import SUITE, night, run, stack

from levee.lab.certify import Rules, Subject, bound, held, standing
from levee.model.certificate import CertificateState, Review, Standing
from levee.model.night import NightResult
from levee.model.outcome import Outcome

S = stack("a@1")
FIRST = datetime(2026, 1, 1, 3, tzinfo=UTC)
SUBJECT = Subject(stack_digest=S.digest, suite=SUITE, suite_digest="suite-1")
RULES = Rules(nights=5, repeats=1, expires_days=90, reviewer_role="certifier")
LETTERS = {
    "p": Outcome.PASSED,
    "f": Outcome.FAILED,
    "c": Outcome.CONFLICT,
    "t": Outcome.TIMEOUT,
    "y": Outcome.FLAKY,
    "b": Outcome.BROKEN,
    "e": Outcome.EMPTY,
}
STATES = CertificateState


def at(day: int, hours: float = 0) -> datetime:
    return FIRST + timedelta(days=day, hours=hours)


def nights(letters: str, repeats: int = 1, digest: str = "suite-1") -> list[NightResult]:
    """One Night a day: ``v`` a void one that passed, ``-`` one that ran something else."""
    found = []
    for n, letter in enumerate(letters):
        on = stack("other@1") if letter == "-" else S
        outcome = LETTERS.get(letter, Outcome.PASSED)
        runs = [run(on, outcome, at=at(n), digest=digest) for _ in range(repeats)]
        found.append(night(at(n).date(), *runs, void=letter == "v"))
    return found


def review(day: float, **changes: str) -> Review:
    facts = {"reviewer": "kim", "role": "certifier", "evidence": "night reports", **changes}
    return Review(
        stack_digest=facts.get("stack_digest", S.digest),
        suite_digest=facts.get("suite_digest", "suite-1"),
        reviewer=facts["reviewer"],
        role=facts["role"],
        at=at(0, day * 24),
        evidence=facts["evidence"],
    )


def now_of(letters: str, *reviews: Review, rules: Rules = RULES, day: float = 30) -> Standing:
    return standing(SUBJECT, nights(letters, rules.repeats), reviews, rules, at(0, day * 24))


@pytest.mark.parametrize(
    ("letters", "state", "streak"),
    [
        ("", STATES.UNTESTED, 0),
        ("b", STATES.UNTESTED, 0),
        ("---", STATES.UNTESTED, 0),
        ("p", STATES.CANDIDATE, 1),
        ("pppp", STATES.CANDIDATE, 4),
        ("ppppp", STATES.AWAITING_REVIEW, 5),
        ("ppbpevp-p", STATES.AWAITING_REVIEW, 5),
        ("ppppf", STATES.FAILING, 0),
        ("ppppfpp", STATES.CANDIDATE, 2),
        ("ppcpp", STATES.CANDIDATE, 2),
        ("ppypp", STATES.CANDIDATE, 2),
        ("pptpp", STATES.CANDIDATE, 2),
        ("fb", STATES.FAILING, 0),
    ],
)
def test_nights_without_a_review_lead_to_this_state(
    letters: str, state: CertificateState, streak: int
) -> None:
    found = now_of(letters)
    assert (found.state, found.streak, found.needed) == (state, streak, 5)
    assert found.reason
    assert found.missing


def test_five_passing_nights_and_a_review_certify_with_a_bound_of_45_percent() -> None:
    found = now_of("ppppp", review(5))
    assert (found.state, found.reviewer, found.missing) == (STATES.CERTIFIED, "kim", ())
    assert (found.certified_at, found.expires_at) == (at(5), at(95))
    assert round(found.bound, 3) == 0.451


def test_six_repeats_in_each_night_tighten_the_bound_below_ten_percent() -> None:
    rules = Rules(repeats=6)
    assert round(now_of("ppppp", review(5), rules=rules).bound, 3) == 0.095


def test_the_bound_is_where_so_many_passes_have_a_chance_of_one_in_twenty() -> None:
    assert bound(0) == 1.0
    assert all(round((1 - bound(n)) ** n, 9) == 0.05 for n in (1, 5, 30, 1000))


def test_a_review_after_the_streak_began_counts_when_the_streak_is_complete() -> None:
    found = now_of("ppppp", review(2))
    assert (found.state, found.certified_at) == (STATES.CERTIFIED, at(4))


@pytest.mark.parametrize(
    "useless",
    [
        review(-0.1),
        review(5, role="agent"),
        review(5, evidence="  "),
        review(5, suite_digest="suite-0"),
        review(5, stack_digest="another"),
    ],
)
def test_a_review_too_early_by_another_role_without_evidence_or_of_something_else_does_not(
    useless: Review,
) -> None:
    found = now_of("ppppp", useless)
    assert (found.state, found.reviewer) == (STATES.AWAITING_REVIEW, "")
    assert found.missing == ("a review by a certifier, with evidence",)


@pytest.mark.parametrize("red", "fcty")
def test_a_red_night_suspends_a_certificate_and_resets_the_streak(red: str) -> None:
    found = now_of("ppppp" + red, review(4.5))
    assert (found.state, found.streak, found.bound) == (STATES.SUSPENDED, 0, 1.0)
    assert found.missing[0] == "5 more passing nights"


def test_a_suspended_stack_stays_so_until_it_has_a_whole_new_streak_and_a_new_review() -> None:
    old = review(4.5)
    assert now_of("pppppfpppp", old).state is STATES.SUSPENDED
    assert now_of("pppppfppppp", old).state is STATES.AWAITING_REVIEW
    assert now_of("pppppfppppp", old, review(11)).state is STATES.CERTIFIED


def test_a_review_after_the_red_does_not_certify_what_came_before_it() -> None:
    assert now_of("pppppf", review(6)).state is STATES.FAILING


def test_broken_empty_and_void_nights_do_not_take_a_certificate_away() -> None:
    assert now_of("pppppbev-", review(4.5)).state is STATES.CERTIFIED


def test_a_certificate_expires_and_a_review_alone_on_old_nights_does_not_renew_it() -> None:
    assert now_of("ppppp", review(5), day=94.9).state is STATES.CERTIFIED
    assert now_of("ppppp", review(5), day=95).state is STATES.EXPIRED
    found = now_of("ppppp", review(5), review(96), day=97)
    assert (found.state, found.missing) == (STATES.EXPIRED, ("5 more passing nights",))


def test_a_review_of_nights_that_still_pass_renews_a_certificate() -> None:
    found = now_of("p" * 60, review(5), review(50), day=100)
    assert (found.state, found.expires_at) == (STATES.CERTIFIED, at(140))


def test_old_passes_wait_for_newer_ones_not_for_a_review() -> None:
    assert now_of("ppppp", day=200).state is STATES.CANDIDATE


def test_a_changed_suite_begins_from_nothing() -> None:
    found = standing(SUBJECT, nights("ppppp", digest="suite-0"), [review(5)], RULES, at(9))
    assert (found.state, found.reason) == (
        STATES.UNTESTED,
        "the suite changed: earlier nights do not count",
    )


def test_every_repeat_of_a_night_has_to_pass() -> None:
    rules = Rules(nights=1, repeats=3)
    mixed = [run(S, at=at(0)), run(S, at=at(0)), run(S, Outcome.FAILED, at=at(0))]
    found = standing(SUBJECT, [night(at(0).date(), *mixed)], [], rules, at(1))
    assert found.state is STATES.FAILING


def test_a_night_with_too_few_repeats_neither_counts_nor_resets() -> None:
    rules = Rules(nights=1, repeats=3)
    few = [run(S, at=at(0)), run(S, at=at(0)), run(S, Outcome.BROKEN, at=at(0))]
    found = standing(SUBJECT, [night(at(0).date(), *few)], [], rules, at(1))
    assert (found.state, found.missing[0]) == (
        STATES.UNTESTED,
        "1 more passing night of 3 runs each",
    )


def test_five_batches_on_one_date_are_one_night() -> None:
    same = [night(at(0).date(), run(S, at=at(0))) for _ in range(5)]
    assert standing(SUBJECT, same, [], RULES, at(1)).streak == 1


def test_nights_of_another_suite_do_not_count() -> None:
    other = [night(n.day, *n.runs, suite="other") for n in nights("ppppp")]
    assert standing(SUBJECT, other, [], RULES, at(9)).state is STATES.UNTESTED


def test_a_calendar_set_by_hand_is_believed_over_the_machines_clock() -> None:
    tonight = [run(S, at=at(0, hours=n / 9)) for n in range(5)]
    days = [night(date(2031, 5, n + 1), r) for n, r in enumerate(tonight)]
    seen = Review(
        stack_digest=S.digest,
        suite_digest="suite-1",
        reviewer="kim",
        role="certifier",
        at=datetime(2031, 5, 5, 12, tzinfo=UTC),
        evidence="night reports",
    )
    found = standing(SUBJECT, days, [seen], RULES, datetime(2031, 5, 6, tzinfo=UTC))
    assert (found.state, found.certified_at) == (STATES.CERTIFIED, seen.at)


@pytest.mark.parametrize("wrong", ["nights", "repeats", "expires_days"])
def test_rules_that_certify_nothing_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Rules(**{wrong: 0})  # type: ignore[arg-type]


def model(letters: str, reviewed: set[int], rules: Rules, now: int) -> tuple[str, int]:
    """The rules as a machine that lives through the days, one fact after the other."""
    streak: list[int] = []
    reviews: list[int] = []
    start: int | None = None
    ever, fell = False, False
    for day, letter in enumerate(letters):
        if letter in "fcty":
            streak, reviews, start, fell = [], [], None, True
        elif letter == "p":
            streak.append(day)
        for moment, new_review in ((day, False), (day, day in reviewed)):
            reviews += [day] if new_review and streak else []
            fresh = [d for d in streak if moment - rules.expires_days < d]
            newer = [r for r in reviews if moment - r < rules.expires_days]
            newer = [r for r in newer if start is None or r > start]
            if newer and len(fresh) >= rules.nights:
                start, ever = moment, True
    return _named(streak, start, ever, fell, rules, now), len(streak)


def _named(
    streak: list[int], start: int | None, ever: bool, fell: bool, rules: Rules, now: int
) -> str:
    fresh = [d for d in streak if d > now - rules.expires_days]
    if start is not None:
        return STATES.CERTIFIED if now < start + rules.expires_days else STATES.EXPIRED
    if len(fresh) >= rules.nights:
        return STATES.AWAITING_REVIEW
    if ever:
        return STATES.SUSPENDED
    if streak:
        return STATES.CANDIDATE
    return STATES.FAILING if fell else STATES.UNTESTED


@given(
    letters=st.text(st.sampled_from("pppppppfbev-cty"), max_size=24),
    reviewed=st.sets(st.integers(0, 23), max_size=4),
    needed=st.integers(1, 4),
    life=st.integers(2, 12),
    late=st.integers(0, 12),
    seed=st.integers(0, 99),
)
def test_the_rule_agrees_with_a_machine_that_lives_through_the_days(
    letters: str, reviewed: set[int], needed: int, life: int, late: int, seed: int
) -> None:
    rules = Rules(nights=needed, expires_days=life)
    reviewed = {d for d in reviewed if d < len(letters)}
    now = len(letters) + late
    facts, reviews = nights(letters), [review(d) for d in reviewed]
    random.Random(seed).shuffle(facts)
    found = standing(SUBJECT, facts, reviews, rules, at(now))
    assert (found.state, found.streak) == model(letters, reviewed, rules, now)
    assert (not found.missing) == (found.state is STATES.CERTIFIED)
    assert found.bound == bound(found.streak)


@given(
    st.text("pfbvy-", max_size=14),
    st.lists(st.integers(0, 14), max_size=3),
    st.integers(1, 3),
    st.integers(2, 9),
)
def test_a_stack_was_certified_exactly_when_the_rule_would_have_said_so(
    letters: str, reviewed: list[int], needed: int, life: int
) -> None:
    """Asked at each moment with no more than was known then, beside the spans found at once."""
    rules = Rules(nights=needed, repeats=1, expires_days=life, reviewer_role="certifier")
    told, reviews = nights(letters), [review(day + 0.5) for day in reviewed]
    spans = held(SUBJECT, told, reviews, rules)
    for half_day in range(60):
        now = at(0, half_day * 12 + 1)
        known = [n for n in told if max(r.ended_at for r in n.runs) <= now]
        said = [r for r in reviews if r.at <= now]
        state = standing(SUBJECT, known, said, rules, now).state
        within = any(a <= now < b for a, b in spans)
        assert within == (state is STATES.CERTIFIED), (half_day, state, spans)
