"""Are the names that a submission marks as private gone everywhere in it, and nothing else?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.desk import intake
from levee.desk.redaction import names, redact
from submissions import contract, ticket

PERSON = names.PERSON


def taken(**more: object) -> intake.Submission:
    return intake.validate({**ticket(), **more}, contract().file)


def test_a_marked_name_is_gone_from_every_text_key_and_list() -> None:
    found = taken(
        private_names=["Anna Kowalska", "li"],
        title="ANNA KOWALSKA cannot pay",
        description="Li saw it first; Anna Kowalska's cart was empty, the list was not",
        environment={"Anna Kowalska": ["for Li", {"who": "anna kowalska"}]},
        reproduction_steps=["log in as Li", "pay"],
    )
    assert found.fields["title"] == f"{PERSON} cannot pay"
    assert found.fields["description"] == (
        f"{PERSON} saw it first; {PERSON}'s cart was empty, the list was not"
    )
    assert found.fields["environment"] == {PERSON: [f"for {PERSON}", {"who": PERSON}]}
    assert found.fields["reproduction_steps"] == [f"log in as {PERSON}", "pay"]
    assert "private_names" not in found.fields


def test_who_sends_keeps_the_name() -> None:
    sent = ticket()
    found = taken(private_names=[sent["client"]])
    assert found.fields["client"] == sent["client"]


def test_a_mail_address_is_taken_out_whole_and_not_by_its_name() -> None:
    text = names.without("anna at anna.k@example.com", ["anna"])
    assert redact(text) == f"{PERSON} at [redacted:email]"


@pytest.mark.parametrize(
    ("sent", "where"),
    [("Anna", "private_names"), ([1], "private_names[0]"), (["x"], "private_names[0]"),
     (["ok name"] * 101, "private_names")],
)  # fmt: skip
def test_what_is_no_list_of_names_is_told(sent: object, where: str) -> None:
    assert where in [problem.where for problem in taken(private_names=sent).problems]


def test_names_that_are_patterns_are_read_as_they_stand() -> None:
    assert names.without("a.*b and axxb", ["a.*b"]) == f"{PERSON} and axxb"


def test_two_named_keys_stay_two_and_half_a_sign_breaks_nothing() -> None:
    clean = names.without({"Ann Li": 1, "Bo Li": 2}, ["Ann Li", "Bo Li"])
    assert clean == {PERSON: 1, f"{PERSON}#2": 2}
    assert names.without("\ud800 Ann", names.marked(["Ann", "\ud800x"])) == f"\ud800 {PERSON}"


@given(st.text(max_size=60), st.lists(st.text(min_size=2, max_size=5), min_size=1, max_size=4))
def test_taking_names_out_never_breaks_a_text(text: str, some: list[str]) -> None:
    chosen = names.marked(some)
    assert names.without(text, ()) == text
    assert isinstance(names.without({text: [text]}, chosen), dict)
