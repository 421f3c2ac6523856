"""Which failures of one Run are sought one after the other?"""

from dataclasses import replace

import pytest
from lab_facts import run, stack

from levee.lab.independent import explained, follows, next_sought
from levee.lab.verdict import matches, shows
from levee.model.delta import Delta, DeltaKind
from levee.model.outcome import CheckResult, Outcome, Signature
from levee.model.run import Run

STACK = stack("a@1")
X, Y, Z = (Delta(DeltaKind.VERSION, f"pkg:pypi/{n}", "1", "2") for n in "xyz")
CART, LOGIN, MAIL = "GET /cart", "GET /login", "GET /mail"


def shown(*failing: str, passing: tuple[str, ...] = ()) -> Run:
    checks = [CheckResult("host", name, Outcome.FAILED, "is red") for name in failing]
    checks += [CheckResult("host", name, Outcome.PASSED, "") for name in passing]
    return run(STACK, Outcome.FAILED if failing else Outcome.PASSED, checks)


def of(*names: str) -> Signature:
    return Signature(tuple((f"host::{name}", "is red") for name in names))


BAD = shown(CART, LOGIN, MAIL)


def test_the_tickets_own_failure_is_sought_first_and_then_all_others() -> None:
    assert next_sought(BAD, "/login", frozenset()) == of(LOGIN)
    assert next_sought(BAD, "/login", set(of(LOGIN).failures)) == of(CART, MAIL)
    assert not next_sought(BAD, "/login", set(BAD.signature.failures))


def test_a_set_explains_what_shows_with_it_and_not_without_one_member() -> None:
    runs = {
        frozenset({X, Y}): shown(CART, LOGIN, passing=(MAIL,)),
        frozenset({X}): shown(LOGIN, passing=(CART, MAIL)),
        frozenset({Y}): shown(passing=(CART, LOGIN, MAIL)),
    }
    assert explained(BAD, (X, Y), runs) == {*of(CART).failures}
    assert explained(BAD, (Z,), runs) == frozenset()


def test_a_larger_set_only_follows_where_the_check_could_not_run_before() -> None:
    alone = frozenset({X})
    assert follows(of(MAIL), (X, Y), alone, {alone: shown(CART)})
    assert not follows(of(MAIL), (X, Y), alone, {alone: shown(CART, passing=(MAIL,))})
    assert not follows(of(MAIL), (Y, Z), alone, {alone: shown(CART)})
    assert not follows(of(MAIL), (X,), alone, {alone: shown(CART)})


def test_one_failure_of_several_is_enough_to_show_where_matches_cannot_tell() -> None:
    part = shown(CART, passing=(LOGIN,))
    assert matches(of(CART, LOGIN), part) is Outcome.BROKEN
    assert shows(of(CART, LOGIN), part) is Outcome.FAILED
    assert shows(of(LOGIN), part) is Outcome.PASSED


def test_another_message_of_the_same_check_says_nothing() -> None:
    strange = run(STACK, Outcome.FAILED, [CheckResult("host", CART, Outcome.FAILED, "is green")])
    assert shows(of(CART), strange) is Outcome.BROKEN


@pytest.mark.parametrize("outcome", [Outcome.CONFLICT, Outcome.BROKEN, Outcome.EMPTY])
def test_what_is_no_evidence_stays_what_it_is(outcome: Outcome) -> None:
    assert shows(of(CART), replace(BAD, outcome=outcome)) is outcome


def test_an_empty_signature_shows_nothing() -> None:
    with pytest.raises(ValueError, match="empty signature"):
        shows(Signature(), BAD)
