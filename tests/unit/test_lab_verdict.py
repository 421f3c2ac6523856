"""Did the stack fail as reported, and does another Run show the same failure?"""

import pytest
from lab_facts import check, run, stack

from levee.lab.verdict import Reason, as_reported, conflicts, matches, mentions, reproduced
from levee.model.outcome import Outcome, Signature

GOOD, BAD = stack("graphql@2.1 cors@1"), stack("graphql@2.2 cors@1")
SCREEN = check("graphql::GET /graphql", message="500 beside 200")
OTHER = check("cors::GET /-/cors", message="404")
GREEN = run(GOOD)


def test_a_failing_check_of_the_affected_screen_beside_a_green_baseline_is_reproduced() -> None:
    verdict = reproduced(run(BAD, Outcome.FAILED, [SCREEN]), GREEN, "/graphql")
    assert (verdict.held, verdict.matches_report) == (True, True)
    assert verdict.reason is Reason.AS_REPORTED


def test_a_failure_elsewhere_while_the_screens_checks_hold_is_not_reproduced() -> None:
    screen = check("graphql::GET /graphql", Outcome.PASSED)
    verdict = reproduced(run(BAD, Outcome.FAILED, [screen, OTHER]), GREEN, "/graphql")
    assert (verdict.held, verdict.reason) == (False, Reason.ELSEWHERE)
    assert "cors::GET /-/cors" in verdict.words


def test_a_failure_on_a_screen_that_no_check_speaks_of_is_held_and_left_to_a_person() -> None:
    verdict = reproduced(run(BAD, Outcome.FAILED, [OTHER]), GREEN, "the basket page")
    assert (verdict.held, verdict.matches_report) == (True, False)
    assert verdict.reason is Reason.NOT_COVERED


@pytest.mark.parametrize(
    "outcome", [o for o in Outcome if o not in (Outcome.FAILED, Outcome.CONFLICT)]
)
def test_every_other_outcome_is_named_and_holds_nothing(outcome: Outcome) -> None:
    verdict = reproduced(run(BAD, outcome), GREEN, "/graphql")
    assert (verdict.held, verdict.reason.value) == (False, outcome.value)


def test_a_conflict_beside_a_green_baseline_is_held_and_explained() -> None:
    verdict = reproduced(run(BAD, Outcome.CONFLICT, why="a needs b<2"), GREEN, "/graphql")
    assert (verdict.held, verdict.reason) == (True, Reason.CONFLICT)
    assert "a needs b<2" in verdict.words


@pytest.mark.parametrize(
    ("baseline", "reason"),
    [
        (None, Reason.NO_BASELINE),
        (run(GOOD, Outcome.FAILED, [OTHER]), Reason.BASELINE_NOT_GREEN),
        (run(GOOD, Outcome.FLAKY), Reason.BASELINE_NOT_GREEN),
        (run(BAD), Reason.BASELINE_SAME_STACK),
        (run(GOOD, digest="suite-2"), Reason.BASELINE_OTHER_SUITE),
    ],
)
@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.CONFLICT])
def test_a_red_does_not_count_without_a_green_baseline_of_the_same_suite(
    baseline: object, reason: Reason, outcome: Outcome
) -> None:
    verdict = reproduced(run(BAD, outcome, [SCREEN]), baseline, "/graphql")  # type: ignore[arg-type]
    assert (verdict.held, verdict.reason) == (False, reason)


@pytest.mark.parametrize(
    ("check_id", "message", "screen"),
    [
        ("graphql::GET /graphql", "", "/graphql"),
        ("graphql::answers", "500 on /graphql?query=x", "/graphql"),
        ("graphql::table query", "POST /graphql/shop: HTTP 500, wanted 200", "/graphql"),
        ("graphql::table query", "POST /graphql/shop: HTTP 500, wanted 200", "/graphql/"),
        ("host::front page", "GET /: HTTP 500, wanted 200", "/"),
        ("graphql::test_graphql_answers", "", "/graphql"),
        ("shop::Basket page", "", "basket page"),
        ("graphql::GET /graphql", "", "https://partner.example/graphql"),
        ("graphql::GET /graphql", "", "GraphQL explorer (/graphql)"),
        ("host::GET /", "", "/"),
        ("host::GET /-/allow-debug.", "", "/-/allow-debug"),
    ],
)
def test_a_check_speaks_of_a_screen(check_id: str, message: str, screen: str) -> None:
    assert mentions(check(check_id, message=message), screen)


@pytest.mark.parametrize(
    ("check_id", "message", "screen"),
    [
        ("graphql::GET /graphql-log", "", "/graphql"),
        ("graphql::GET /api/graphql", "", "/graphql"),
        ("graphql::table query", "POST /graphql/shop: HTTP 500", "/graphql/archive"),
        ("graphql::table query", "POST /graphql/shop: HTTP 500", "/"),
        ("datasette-graphql::starts", "", "/graphql"),
        ("host::GET /-/metadata", "", "/"),
        ("host::GET /", "", ""),
        ("host::GET /", "", "   "),
        ("host::GET /", "", "(.*"),
    ],
)
def test_a_check_that_only_looks_alike_does_not(check_id: str, message: str, screen: str) -> None:
    assert not mentions(check(check_id, message=message), screen)


def test_the_signature_to_isolate_is_the_part_that_was_reported() -> None:
    failing = run(BAD, Outcome.FAILED, [SCREEN, OTHER])
    assert as_reported(failing, "/graphql") == Signature.of((SCREEN,))
    assert as_reported(failing, "/unknown") == failing.signature


OWN = Signature.of((SCREEN,))


def test_the_tickets_own_failures_among_others_are_the_same_failure() -> None:
    assert matches(OWN, run(BAD, Outcome.FAILED, [OTHER, SCREEN])) is Outcome.FAILED


def test_failures_of_other_checks_only_are_not_this_failure() -> None:
    screen = check("graphql::GET /graphql", Outcome.PASSED)
    assert matches(OWN, run(BAD, Outcome.FAILED, [OTHER, screen])) is Outcome.PASSED


def test_a_plugin_that_is_not_there_cannot_fail() -> None:
    assert matches(OWN, run(stack("cors@1"), Outcome.FAILED, [OTHER])) is Outcome.PASSED
    assert matches(OWN, run(stack("cors@1"), Outcome.PASSED)) is Outcome.PASSED


def test_a_check_that_another_failure_kept_from_running_is_unresolved() -> None:
    assert matches(OWN, run(BAD, Outcome.FAILED, [OTHER])) is Outcome.BROKEN


def test_the_same_check_with_another_message_is_unresolved() -> None:
    moved = check("graphql::GET /graphql", message="404")
    assert matches(OWN, run(BAD, Outcome.FAILED, [moved])) is Outcome.BROKEN


def test_a_check_that_a_smaller_stack_leaves_out_does_not_matter() -> None:
    both = Signature.of((SCREEN, check("workflow::rows in graphql", message="500")))
    assert matches(both, run(BAD, Outcome.FAILED, [SCREEN])) is Outcome.FAILED


def test_checks_that_were_skipped_because_the_host_did_not_start_are_unresolved() -> None:
    skipped = check("graphql::GET /graphql", Outcome.EMPTY)
    starts = check("host::starts", message="it does not start")
    assert matches(OWN, run(BAD, Outcome.FAILED, [starts, skipped])) is Outcome.BROKEN
    workflow = Signature.of((check("workflow::rows", message="500"),))
    skipped = check("workflow::rows", Outcome.EMPTY)
    assert matches(workflow, run(BAD, Outcome.FAILED, [starts, skipped])) is Outcome.BROKEN


def test_a_part_of_the_tickets_failures_while_the_rest_holds_is_unresolved() -> None:
    both = Signature.of((SCREEN, OTHER))
    cors = check("cors::GET /-/cors", Outcome.PASSED)
    assert matches(both, run(BAD, Outcome.FAILED, [SCREEN, cors])) is Outcome.BROKEN


def test_a_check_of_the_ticket_that_wavers_is_flaky() -> None:
    wavers = check("graphql::GET /graphql", Outcome.FLAKY)
    assert matches(OWN, run(BAD, Outcome.FLAKY, [wavers])) is Outcome.FLAKY


@pytest.mark.parametrize(
    "outcome", [Outcome.CONFLICT, Outcome.BROKEN, Outcome.EMPTY, Outcome.TIMEOUT]
)
def test_runs_that_did_not_answer_stay_what_they_are(outcome: Outcome) -> None:
    assert matches(OWN, run(BAD, outcome)) is outcome


def test_an_empty_signature_matches_nothing() -> None:
    with pytest.raises(ValueError, match="empty"):
        matches(Signature(), run(BAD))


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [
        (Outcome.CONFLICT, Outcome.FAILED),
        (Outcome.PASSED, Outcome.PASSED),
        (Outcome.FAILED, Outcome.PASSED),
        (Outcome.BROKEN, Outcome.BROKEN),
    ],
)
def test_a_reported_conflict_is_there_until_an_environment_exists(
    outcome: Outcome, answer: Outcome
) -> None:
    assert conflicts(run(BAD, outcome)) is answer
