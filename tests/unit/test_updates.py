"""May an update go to the customer, and what is missing if not?"""

from typing import Any

import pytest
from cases import DOWN, HOUR, MILD, after, case, event, later
from hypothesis import given
from hypothesis import strategies as st

from levee.desk import letters, updates
from levee.desk.case import Case
from levee.desk.redaction import redact
from levee.model.event import EventKind
from levee.model.problem import Problem, Rejected, WrongState
from levee.model.update import UpdateState
from levee.model.update import updates as told
from submissions import NOW, contract_with

WHOLE: dict[str, Any] = {
    "impact": "editors see an error on /graphql",
    "workaround": "none yet",
    "owner": "ada",
    "next_update": "45m",
    "evidence": ["GET /graphql answers 500 since 08:30 UTC"],
}


def drafted(known: Case, by: str = "ada", hours: float = 0.0, **changes: Any) -> Case:
    made = updates.draft(later(known, hours), WHOLE | changes, by)
    return after(known, made.event, hours=hours)


def approved(known: Case, by: str = "bo") -> Case:
    return after(known, updates.approve(known, by), hours=(known.now - NOW) / HOUR)


def refused(known: Case, by: str = "ada") -> list[Problem]:
    with pytest.raises(Rejected) as error:
        updates.send(known, by, ())
    return list(error.value.problems)


@pytest.mark.parametrize("part", updates.PARTS)
def test_an_update_does_not_go_without_each_of_its_parts_and_the_refusal_names_it(
    part: str,
) -> None:
    gap: dict[str, Any] = {part: None}
    known = drafted(case(), **gap)
    assert [p.where for p in refused(known)] == [part]


def test_all_that_is_missing_is_named_at_once() -> None:
    known = after(case(), updates.draft(case(), {}, "ada").event)
    assert [p.where for p in refused(known)] == list(updates.PARTS)


def test_blank_parts_are_missing_parts() -> None:
    known = drafted(case(), impact="  ", workaround="\n", evidence=[" "])
    assert [p.where for p in refused(known)] == ["impact", "workaround", "evidence"]


def test_none_yet_is_a_workaround() -> None:
    assert updates.send(drafted(case()), "ada", ()).kind is EventKind.UPDATE_SENT


@pytest.mark.parametrize(
    ("impact", "needed"), [(DOWN, True), ({"production_impact": "blocked"}, True), ({}, False)]
)
def test_the_contract_says_for_which_severities_a_second_person_reads_it(
    impact: dict[str, str], needed: bool
) -> None:
    known = drafted(case(impact=impact))
    if needed:
        with pytest.raises(WrongState, match="second person") as error:
            updates.send(known, "ada", ())
        assert error.value.allowed == ("approve", "draft")
        known = approved(known)
    assert updates.send(known, "ada", ()).actor == "ada"


def test_the_number_that_says_so_is_the_contracts() -> None:
    relaxed = contract_with(
        ("  1: {every: 1h, second_person: true}", "  1: {every: 1h}"),
    )
    assert updates.send(drafted(case(relaxed, DOWN)), "ada", ()).kind is EventKind.UPDATE_SENT


def test_who_wrote_it_is_no_second_person() -> None:
    with pytest.raises(Rejected, match="another person reads it"):
        updates.approve(drafted(case(impact=DOWN)), "ada")


def test_a_draft_that_lacks_something_is_not_approved() -> None:
    with pytest.raises(Rejected, match="evidence: is missing"):
        updates.approve(drafted(case(impact=DOWN), evidence=[]), "bo")


def test_a_new_draft_needs_a_second_person_of_its_own() -> None:
    known = drafted(approved(drafted(case(impact=DOWN))), impact="worse")
    with pytest.raises(WrongState, match="update 2 is drafted"):
        updates.send(known, "ada", ())
    first, second = told(known.events)
    assert (first.state, second.state) == (UpdateState.SUPERSEDED, UpdateState.DRAFTED)


def test_an_update_is_sent_once() -> None:
    known = drafted(case())
    known = after(known, updates.send(known, "ada", ()))
    with pytest.raises(WrongState, match="is sent; possible now: draft"):
        updates.send(known, "ada", ())


@pytest.mark.parametrize("by", ["mallory", "", "ada\r\nBcc: x"])
def test_only_people_of_the_contract_write_approve_and_send(by: str) -> None:
    known = drafted(case())
    for move in (
        lambda: updates.draft(known, WHOLE, by),
        lambda: updates.approve(known, by),
        lambda: updates.send(known, by, ()),
    ):
        with pytest.raises(Rejected, match="is none of"):
            move()


def test_a_secret_is_redacted_in_the_draft_and_its_writer_is_told_where() -> None:
    secret = "AKIA" + "Q3EGRIQZ5TDH2KXE"
    made = updates.draft(case(), WHOLE | {"evidence": ["fine", f"key {secret}"]}, "ada")
    assert secret not in str(made.event)
    assert made.changed == ("evidence[1]: vendor_token",)


def test_evidence_that_did_not_pass_redaction_does_not_go() -> None:
    known = drafted(case())
    unsafe = event(
        EventKind.UPDATE_DRAFTED, 0,
        **WHOLE | {"number": 2, "next_update": (NOW + HOUR).isoformat(),
                   "evidence": ["password: hunter2-is-mine"]},
    )  # fmt: skip
    assert [p.where for p in refused(after(known, unsafe))] == ["evidence[0]"]


def test_nothing_names_another_ticket() -> None:
    known = drafted(case(), impact="as in T-1002 and T-1001", evidence=["see T-1003"])
    assert [str(p) for p in refused(known)] == [
        "impact: names another ticket: T-1002",
        "evidence[0]: names another ticket: T-1003",
    ]


def test_a_run_is_evidence_for_its_own_ticket_only() -> None:
    known = after(case(), event(EventKind.NOT_REPRODUCED, 0, run="reproduce-1", baseline="b-1"))
    assert [p.where for p in refused(drafted(known, evidence=["run:reproduce-2"]))] == [
        "evidence[0]"
    ]
    own = drafted(known, evidence=["run:reproduce-1", "run:b-1"])
    assert updates.send(own, "ada", ()).data["evidence"] == ["run:reproduce-1", "run:b-1"]


@pytest.mark.parametrize(
    ("wait", "said"), [("90m", "later than the contract promises"), ("at once", "is past")]
)
def test_the_next_update_is_promised_within_the_cadence_and_not_in_the_past(
    wait: str, said: str
) -> None:
    known = drafted(case(impact=DOWN), next_update=wait)
    assert [p.where for p in refused(known)] == ["next_update"]
    assert said in refused(known)[0].what


def test_a_promise_that_has_passed_while_the_draft_waited_does_not_go() -> None:
    assert [p.where for p in refused(later(drafted(case()), 2))] == ["next_update"]


def test_how_late_it_may_be_is_the_contracts_cadence() -> None:
    slow = contract_with(("  4: {every: 72h}", "  4: {every: 100h}"))
    assert refused(drafted(case(), next_update="90h"))
    assert updates.send(drafted(case(slow), next_update="90h"), "ada", ())


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ({"mood": "good"}, "mood"),
        ({"impact": 3}, "impact"),
        ({"impact": "x" * 10_001}, "impact"),
        ({"next_update": "soon"}, "next_update"),
        ({"next_update": "2026-03-02T10:00:00"}, "next_update"),
        ({"next_update": "99999999999h"}, "next_update"),
        ({"evidence": "text"}, "evidence"),
        ({"evidence": [1]}, "evidence"),
        ({"evidence": ["x"] * 51}, "evidence"),
    ],
)
def test_a_draft_with_a_part_of_the_wrong_shape_is_refused_by_its_name(
    parts: dict[str, Any], where: str
) -> None:
    with pytest.raises(Rejected) as error:
        updates.draft(case(), WHOLE | parts, "ada")
    assert [p.where for p in error.value.problems] == [where]


def test_an_owner_is_somebody_of_ours() -> None:
    assert [p.where for p in refused(drafted(case(), owner="mallory"))] == ["owner"]
    assert updates.send(drafted(case(), owner="support_lead"), "ada", ())


@given(st.text(max_size=300), st.lists(st.text(max_size=100), min_size=1, max_size=3))
def test_whatever_is_written_what_is_kept_holds_nothing_that_may_not_travel(
    impact: str, evidence: list[str]
) -> None:
    known = drafted(case(), impact=impact, evidence=evidence)
    update = updates.latest(known)
    assert redact(update.impact) == update.impact
    assert all(redact(piece) == piece for piece in update.evidence)


def test_the_letter_names_every_part() -> None:
    known = drafted(case())
    subject, text = letters.update(known.ticket, updates.latest(known), known.file)
    assert subject == "[T-1001] update 1"
    for part in ("editors see an error", "none yet", "Ada Engel", "2026-03-02 09:45 UTC", "500"):
        assert part in text


def test_an_update_needs_a_draft() -> None:
    with pytest.raises(WrongState, match="has no update; possible now: draft"):
        updates.send(case(), "ada", ())


def test_the_mild_case_really_is_mild() -> None:
    assert case().ticket.severity == 4
    assert set(MILD) == set(case().file.severity.dimensions)
