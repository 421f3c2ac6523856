"""Does every door problem come with its place, and is nothing that was sent lost?"""

from typing import Any

import pytest

from levee.contract.schema import FIELDS
from levee.desk.intake import KNOWN, LONGEST, Submission, unreadable, validate
from submissions import contract_with, file, stack_file, ticket


def problems(**changes: Any) -> list[str]:
    return [str(p) for p in validate(ticket(**changes), file()).problems]


def gaps(**changes: Any) -> tuple[str, ...]:
    return validate(ticket(**changes), file()).gaps


def test_a_whole_ticket_has_no_problem_and_no_gap() -> None:
    found = validate(ticket(), file())
    assert (found.stream, found.problems, found.gaps) == ("partner", (), ())
    assert found.stack is not None
    assert set(found.fields) == KNOWN - {"stack", "evidence", "cannot_provide", "private_names"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mood": "bad"}, "mood: unknown field"),
        ({"title": 7}, "title: is text"),
        ({"title": "x" * (LONGEST + 1)}, f"title: is longer than {LONGEST} characters"),
        ({"stream": "vip"}, "stream: is one of partner, standard"),
        ({"stream": ["partner"]}, "stream: is text"),
        ({"reported_at": "yesterday"}, "reported_at: is an ISO 8601 instant with its offset"),
        ({"reported_at": "2026-03-02T08:30"}, "reported_at: is an ISO 8601 instant with its off"),
        ({"reported_at": "0001-01-01T00:00:00+14:00"}, "reported_at: is an ISO 8601 instant"),
        ({"reproduction_steps": "open it"}, "reproduction_steps: is a list"),
        ({"reproduction_steps": ["a", 2]}, "reproduction_steps[1]: is text"),
        ({"attachments": [{"name": "a"}, "b"]}, "attachments[1]: is {name, text}"),
        ({"environment": 7}, "environment: is text or a map"),
        ({"traffic_profile": [1]}, "traffic_profile: is text or a map"),
        ({"impact": "high"}, "impact: is a map of dimension to value"),
        ({"impact": {"luck": "bad"}}, "impact.luck: is no dimension; they are production_impact"),
        ({"impact": {"revenue_risk": "x"}}, "impact.revenue_risk: is one of none, low, high"),
        ({"impact": {"revenue_risk": ["low"]}}, "impact.revenue_risk: is one of none, low"),
        ({"stack": 7}, "stack: is a Stack file, a list of package URLs or a list of a"),
        ({"stack": {"components": [{"purl": "x"}]}}, "stack.components[0].purl: "),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_problem_is_told_with_its_json_path(changes: dict[str, Any], said: str) -> None:
    assert [p for p in problems(**changes) if p.startswith(said)], problems(**changes)


def test_every_problem_comes_in_one_answer() -> None:
    found = problems(title=1, mood=1, environment=1, impact={"a": "b"}, stack=[1, 2])
    assert len(found) == 6


def test_there_is_an_end_to_the_problems_that_are_listed() -> None:
    found = validate(ticket(reproduction_steps=[1] * 100_000), file()).problems
    assert len(found) <= 201
    assert "99,800 more" in str(found[-1])


@pytest.mark.parametrize(
    "changes",
    [
        {"ghp_16C7e42F292c6912E7710c838347Ae178B4a": 1},
        {"stack": {"components": [], "ghp_16C7e42F292c6912E7710c838347Ae178B4a": 1}},
        {"impact": {"ghp_16C7e42F292c6912E7710c838347Ae178B4a": "x"}},
        {
            "stack": {
                "components": [{"purl": "pkg:pypi/a@1"}],
                "settings": {"password=hunter2hunter2": [1]},
            }
        },
    ],
)
def test_a_name_that_holds_a_secret_is_not_repeated(changes: dict[str, Any]) -> None:
    said = " ".join(problems(**changes))
    assert "[redacted:" in said
    assert "16C7e42F" not in said
    assert "hunter2" not in said


@pytest.mark.parametrize("name", file().streams["partner"].required)
def test_what_the_partner_stream_requires_is_a_gap_when_it_is_missing(name: str) -> None:
    if name == "stack":
        assert gaps(stack=None)[0] == "stack"
    elif not name.startswith("stack."):
        assert gaps(**{name: None}) == (name,)
        assert gaps(**{name: 7}) == (name,)  # wrong is as good as missing
    elif name == "stack.settings":
        assert gaps(stack={"components": stack_file()["components"]}) == (name,)
    else:
        rest = [c for c in stack_file()["components"] if c["role"] != name.removeprefix("stack.")]
        assert gaps(stack=stack_file() | {"components": rest}) == (name,)


def test_no_setting_at_all_is_an_answer() -> None:
    assert gaps(stack=stack_file()) == ()


def test_a_stack_with_faults_is_kept_as_far_as_it_can_be_read() -> None:
    broken = stack_file() | {"components": [*stack_file()["components"], {"purl": "nonsense"}]}
    found = validate(ticket(stack=broken), file())
    assert found.stack is not None
    assert len(found.stack.components) == 5
    assert [p.where for p in found.problems] == ["stack.components[5].purl"]


def test_one_dimension_that_cannot_be_read_takes_no_other_with_it() -> None:
    impact = {"production_impact": "down", "revenue_risk": "enormous", "luck": "bad"}
    found = validate(ticket(impact=impact), file())
    assert found.fields["impact"] == {"production_impact": "down"}
    assert len(found.problems) == 2


@pytest.mark.parametrize(
    ("sent", "stream"),
    [
        ({"stream": "standard", "partner": "Acme"}, "standard"),
        ({"stream": "partner"}, "partner"),
        ({"partner": "Acme"}, "partner"),
        ({}, "standard"),
        ({"stream": "vip", "partner": "Acme"}, "partner"),
        ({"stream": "vip"}, "standard"),
        ({"stream": None}, "standard"),
    ],
)
def test_the_stream_is_the_named_one_or_the_partners_own(sent: dict[str, Any], stream: str) -> None:
    assert validate(sent, file()).stream == stream


def test_a_contract_with_one_stream_takes_everything_there() -> None:
    text = contract_with().text
    start, end = text.index("  standard:\n    title"), text.index("levels:\n")
    from levee.contract.load import load

    only = load(text[:start] + text[end:]).file
    assert validate({}, only).stream == "partner"


def test_what_is_no_object_is_a_submission_with_every_gap() -> None:
    found = unreadable("is not JSON", file())
    assert isinstance(found, Submission)
    assert found.gaps == tuple(file().streams[found.stream].required)
    assert [str(p) for p in found.problems] == ["$: is not JSON"]


def test_a_contract_may_require_each_field_that_intake_knows() -> None:
    fields = {name for name in FIELDS if not name.startswith("stack.")}
    assert fields == KNOWN - {"stream", "idempotency_key", "cannot_provide", "private_names"}


def test_a_component_that_nobody_can_read_is_a_gap_of_its_own() -> None:
    broken = stack_file() | {"components": [*stack_file()["components"], {"purl": "nonsense"}]}
    assert gaps(stack=broken) == ("stack.components",)
    assert gaps(stack=broken, cannot_provide={"stack.components": "it is our own"}) == ()
    assert gaps(stream="standard", stack=broken) == ()


def test_a_reason_why_it_cannot_be_provided_is_an_answer_and_no_reason_is_none() -> None:
    assert gaps(affected_user=None, cannot_provide={"affected_user": "nobody logs in"}) == ()
    for nothing in ("", "  ", None, 7):
        assert gaps(affected_user=None, cannot_provide={"affected_user": nothing}) == (
            "affected_user",
        )
    assert problems(cannot_provide={"luck": "bad"}) == [
        "cannot_provide.luck: is no field that can be required"
    ]
    assert problems(cannot_provide="all") == ["cannot_provide: is a map of field to the reason"]


@pytest.mark.parametrize(
    ("field", "blank"),
    [("environment", " \n"), ("environment", {}), ("reproduction_steps", ["", " "]), ("title", "")],
)
def test_a_blank_answer_is_none(field: str, blank: Any) -> None:
    lacking = gaps(**{field: blank}) if field != "title" else gaps(stream="standard", title="")
    assert lacking == (field,)
