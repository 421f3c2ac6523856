"""What may be relied on after a certificate was taken back by hand?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_facts import stack
from test_lab_certify import RULES, STATES, SUBJECT, S, at, nights, review

from levee.lab.certify import Rules, held, standing
from levee.lab.check import Answer, Known, check
from levee.model.certificate import Grant, Said, Standing, Withdrawal
from levee.repair.badge import badge, shields
from levee.repair.withdrawal import Withdrawn, letter


def withdrawal(day: float, why: str = "orders are lost") -> Withdrawal:
    return Withdrawal(stack_digest=S.digest, by="kim", at=at(0, day * 24), why=why)


def found(letters: str, *said: Said, day: float = 30) -> Standing:
    return standing(SUBJECT, nights(letters), said, RULES, at(0, day * 24))


def test_a_withdrawn_certificate_does_not_hold_from_that_moment_on() -> None:
    before, after = (found("ppppp", review(5), *w) for w in ((), (withdrawal(6),)))
    assert before.state is STATES.CERTIFIED
    assert (after.state, after.streak, after.certified_at) == (STATES.WITHDRAWN, 0, None)
    assert after.withdrawal == withdrawal(6)
    assert after.missing == ("5 more passing nights", "a review by a certifier, with evidence")


def test_what_a_partner_reads_names_the_day_and_neither_who_nor_why() -> None:
    said = found("ppppp", review(5), withdrawal(6))
    assert said.reason == "withdrawn on 2026-01-07"
    assert "withdrawn" in badge(said)
    assert shields(said)["message"] == "withdrawn"
    assert "kim" not in badge(said) + said.reason


@pytest.mark.parametrize(
    ("letters", "reviews", "state", "streak"),
    [
        ("ppppp" + "pppp", (5,), STATES.WITHDRAWN, 3),
        ("ppppp" + "pppppp", (5,), STATES.AWAITING_REVIEW, 5),
        ("ppppp" + "pppppp", (5, 5.5), STATES.AWAITING_REVIEW, 5),
        ("ppppp" + "pppppp", (5, 11), STATES.CERTIFIED, 5),
        ("ppppp" + "ppb", (5,), STATES.WITHDRAWN, 1),
        ("ppppp" + "ppf", (5,), STATES.SUSPENDED, 0),
        ("ppppp" + "ppfpp", (5,), STATES.SUSPENDED, 2),
    ],
)
def test_only_new_nights_and_a_new_review_certify_it_again(
    letters: str, reviews: tuple[float, ...], state: STATES, streak: int
) -> None:
    said = found(letters, *(review(day) for day in reviews), withdrawal(5.2), day=12)
    assert (said.state, said.streak) == (state, streak)


def test_a_new_certificate_can_be_withdrawn_too() -> None:
    said = (review(5), withdrawal(5.2), review(11))
    assert found("p" * 11, *said, day=12).withdrawal is None
    again = found("p" * 11, *said, withdrawal(12), day=12)
    assert (again.state, again.streak) == (STATES.WITHDRAWN, 0)


def test_another_stack_s_withdrawal_is_nothing_to_this_one() -> None:
    other = Withdrawal(stack_digest=stack("b@1").digest, by="kim", at=at(6), why="bad")
    assert found("ppppp", review(5), other).state is STATES.CERTIFIED


def test_a_withdrawal_ends_a_starter_s_grant_as_well() -> None:
    grant = Grant(stack_digest=S.digest, suite_digest="suite-1", by="kim", at=at(0), until=at(60))
    assert found("p", grant).state is STATES.TEMPORARY
    assert found("p", grant, withdrawal(2)).state is STATES.WITHDRAWN


@given(
    st.text("pfb-", max_size=14),
    st.sets(st.integers(0, 14), max_size=3),
    st.integers(0, 13),
)
def test_after_it_nothing_older_counts(letters: str, reviewed: set[int], day: int) -> None:
    """The same as if the Nights and reviews before it had never been, but for the words."""
    taken = withdrawal(day + 0.5)
    people = [review(float(d)) for d in sorted(reviewed)]
    with_it = found(letters, *people, taken)
    later = nights(letters)[day + 1 :]
    fresh = standing(SUBJECT, later, [r for r in people if r.at > taken.at], RULES, at(30))
    assert (with_it.streak, with_it.missing, with_it.bound) == (
        fresh.streak,
        fresh.missing,
        fresh.bound,
    )
    assert (with_it.certified_at, with_it.expires_at) == (fresh.certified_at, fresh.expires_at)
    counted = (STATES.CERTIFIED, STATES.AWAITING_REVIEW)
    assert (with_it.state in counted) == (fresh.state in counted)


def test_can_i_upgrade_says_so_and_names_the_nearest_that_holds() -> None:
    near = stack("a@2")
    said = check(S, Known(standing=found("ppppp", review(5), withdrawal(6)), certified=[near]))
    assert (said.answer, said.reason) == (Answer.WITHDRAWN, "withdrawn on 2026-01-07")
    assert said.nearest == near


def test_the_letter_names_a_partner_s_own_clients_one_line_each_and_what_to_do() -> None:
    what = Withdrawn(stack=S, at=at(6), said="Orders may be lost.")
    text = letter(what, ["Nordic\nMaps", "Nordic Maps", "Atlas", " "])
    assert "Your clients that run it: Atlas, Nordic Maps." in text
    assert "Orders may be lost." in text
    assert "kim" not in text
    many = letter(what, [f"c{n}" for n in range(25)])
    assert "and 5 more" in many
    assert letter(what, ()).count("Your clients") == 0


@given(
    letters=st.text("pfv-", min_size=1, max_size=14),
    reviewed=st.lists(st.integers(0, 14), max_size=3),
    withdrawn=st.lists(st.integers(0, 14), max_size=2, unique=True),
)
def test_when_it_was_certified_is_what_the_rule_says_at_each_moment(
    letters: str, reviewed: list[int], withdrawn: list[int]
) -> None:
    said: tuple[Said, ...] = (
        *(review(d + 0.3) for d in reviewed),
        *(withdrawal(d + 0.6) for d in withdrawn),
    )
    rules = Rules(nights=2, repeats=1, expires_days=5, reviewer_role="certifier")
    spans = held(SUBJECT, nights(letters), said, rules)
    for step in range(4 * 16):
        moment = at(0, step * 6)
        told = [n for n in nights(letters) if n.day <= moment.date()]
        known = [n for n in told if all(r.ended_at <= moment for r in n.runs)]
        before = [s for s in said if s.at <= moment]
        now = standing(SUBJECT, known, before, rules, moment).state
        assert any(a <= moment < b for a, b in spans) == (now is STATES.CERTIFIED)
