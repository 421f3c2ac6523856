"""When may a ticket be retried, who may open its original, and what of it may be shared?"""

from datetime import timedelta
from typing import Any

import pytest

from levee.desk import evidence, intake, opening, support_report
from levee.desk.evidence import Brought, Part
from levee.desk.support_report import Known
from levee.model.event import Event
from levee.model.ticket import Ticket, fold
from submissions import NOW, contract, file, ticket


def events(sealed: str = "S-1", **changes: Any) -> tuple[Event, ...]:
    found = intake.validate(ticket(**changes), file())
    return opening.open_ticket("T-1001", found, found.fields, sealed, contract(), NOW).events


def opened(sealed: str = "S-1", **changes: Any) -> Ticket:
    return fold(events(sealed, **changes))


def test_a_whole_submission_that_was_sealed_may_be_retried() -> None:
    assert evidence.refusal(opened()) == ""


@pytest.mark.parametrize(
    ("field", "part", "words"),
    [
        ("description", Part.ERROR_REPORT, "error report"),
        ("reported_at", Part.TIMESTAMP, "timestamp"),
        ("affected_screen", Part.SCREEN, "screen"),
    ],
)
def test_each_part_that_is_not_sealed_is_named(field: str, part: Part, words: str) -> None:
    without: dict[str, Any] = {field: None}
    found = opened(**without)
    assert evidence.missing(found) == (part,)
    assert words in evidence.refusal(found)


def test_an_attachment_is_an_error_report() -> None:
    attached = [{"name": "error.log", "text": "500"}]
    assert evidence.missing(opened(description=None, attachments=attached)) == ()


def test_nothing_counts_as_sealed_without_a_sealed_original() -> None:
    assert evidence.missing(opened(sealed="")) == tuple(Part)


def test_evidence_that_is_brought_later_fills_exactly_its_parts() -> None:
    told = events(sealed="")
    fields = {"affected_screen": "/graphql"}
    brought = Brought(by="dara", sealed="S-2", fields=fields, now=NOW + timedelta(hours=1))
    later = fold((*told, evidence.sealed(fold(told), brought)))
    assert evidence.missing(later) == (Part.ERROR_REPORT, Part.TIMESTAMP)
    assert later.sealed_parts == {"affected_screen": "S-2"}


def test_an_error_report_is_not_copied_into_the_submission() -> None:
    told = events()
    brought = Brought(by="dara", sealed="S-2", fields={"error_report": "a log"}, now=NOW)
    assert "error_report" not in fold((*told, evidence.sealed(fold(told), brought))).submission


@pytest.mark.parametrize(
    ("person", "may"), [("edo", True), ("ada", True), ("fay", False), ("", False)]
)
def test_only_people_of_the_named_roles_open_originals(person: str, may: bool) -> None:
    assert (evidence.may_open(person, file()) == "") is may


def known(**changes: Any) -> Known:
    return Known(ticket=opened(**changes), code="LV-1", suite="suite")


def test_a_support_report_names_neither_partner_nor_client_nor_user() -> None:
    whole = "".join(support_report.files(known()).values())
    for name in ("Acme Data", "Nordic Maps", "map editors", "acme-1", "T-1001"):
        assert name not in whole


def test_a_support_report_holds_what_another_operator_needs() -> None:
    files = support_report.files(known())
    assert "levee lab run stack.json --suite suite" in files["README.md"]
    assert "1. open /graphql" in files["README.md"]
    assert "2026-03-02T08:30:00+01:00" in files["README.md"]
    assert "pkg:pypi/datasette-graphql@2.2" in files["stack.json"]


def test_a_support_code_is_stable_and_differs_from_ticket_to_ticket() -> None:
    assert support_report.code("a") == support_report.code("a") != support_report.code("b")
