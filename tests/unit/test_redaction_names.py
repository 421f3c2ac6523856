"""Are the names that a submission marks as private gone everywhere in it, and nothing else?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import submissions
from levee.desk import intake
from levee.desk.redaction import names, redact
from levee.desk.redaction.names import Names
from submissions import contract, ticket

ONE, TWO, THREE = map(names.stand_in, (1, 2, 3))


def private(*some: str) -> Names:
    return names.told("", list(some))


def taken(**more: object) -> intake.Submission:
    return intake.validate({**ticket(), **more}, contract().file)


def test_a_marked_name_is_gone_from_every_text_key_and_list() -> None:
    found = taken(
        private_names=["Anna Kowalska", "li"],
        affected_user="all editors",
        title="ANNA KOWALSKA cannot pay",
        description="Li saw it first; Anna Kowalska's cart was empty, the list was not",
        environment={"Anna Kowalska": ["for Li", {"who": "anna kowalska"}]},
        reproduction_steps=["log in as Li", "pay"],
    )
    assert found.fields["title"] == f"{ONE} cannot pay"
    assert found.fields["description"] == (
        f"{TWO} saw it first; {ONE}'s cart was empty, the list was not"
    )
    assert found.fields["environment"] == {ONE: [f"for {TWO}", {"who": ONE}]}
    assert found.fields["reproduction_steps"] == [f"log in as {TWO}", "pay"]
    assert "private_names" not in found.fields
    assert found.names.private == ("Anna Kowalska", "li")


def test_who_is_affected_has_one_stand_in_wherever_they_are_named() -> None:
    found = taken(
        affected_user="Wilhelmina Quist (editor), b.otter and the admins",
        title="Wilhelmina  Quist sees nothing",
        description="B.OTTER called; Mrs. Quist, too. She quit, b.otterson did not",
        reproduction_steps=["log in as b.otter", "ask Wilhelmina\nQuist"],
        attachments=[{"name": "quist.log", "text": "user=b.otter"}],
        affected_screen="/users/b.otter",
        cannot_provide={"traffic_profile": "Wilhelmina knows it"},
    )
    told = found.fields
    assert told["affected_user"] == f"{ONE} (editor), {TWO} and the admins"
    assert told["title"] == f"{ONE} sees nothing"
    assert told["description"] == f"{TWO} called; Mrs. {ONE}, too. She quit, b.otterson did not"
    assert told["reproduction_steps"] == [f"log in as {TWO}", f"ask {ONE}"]
    assert told["attachments"] == [{"name": "quist.log", "text": f"user={TWO}"}]
    assert told["affected_screen"] == f"/users/{TWO}"
    assert told["cannot_provide"] == {"traffic_profile": f"{ONE} knows it"}
    assert found.names.people == ("Wilhelmina Quist", "b.otter")
    assert "affected_user" not in found.gaps


def test_who_is_affected_and_marked_private_is_one_person() -> None:
    found = taken(
        affected_user="Ida Roth",
        private_names=["Otto Lund", "IDA ROTH"],
        title="Otto Lund, Ida Roth",
    )
    assert found.fields["title"] == f"{TWO}, {ONE}"


@pytest.mark.parametrize(
    "group",
    ["all editors", "everyone", "Customers", "every user of the shop", "me", "12 users",
     "admins, editors", "map editors", "-", "", "all logged-in users"],
)  # fmt: skip
def test_a_group_is_nobody_in_particular(group: str) -> None:
    found = taken(affected_user=group, title=f"{group} see it")
    assert found.names.people == ()
    assert found.fields["affected_user"] == group


def test_a_stand_in_is_nobody_new() -> None:
    assert names.affected(f"{ONE}, Eve Berg, [redacted:email]") == ("Eve Berg",)


def test_a_component_is_not_taken_for_who_is_affected() -> None:
    found = taken(affected_user="httpx, datasette")
    assert found.stack is not None
    assert "pkg:pypi/httpx@0.27.2" in {c.purl for c in found.stack.components}
    sent = submissions.stack_file(owner="Wilhelmina Quist")
    found = taken(affected_user="Wilhelmina Quist", stack=sent)
    assert found.stack is not None
    assert found.stack.settings == {"owner": ONE}


def test_whoever_was_named_before_keeps_their_stand_in() -> None:
    known = names.told("Ida Roth", [])
    payload = {"stream": "partner", "affected_user": "Otto Lund, ida roth", "title": "Ida and Otto"}
    found = intake.validate(payload, contract().file, known=known)
    assert found.fields["affected_user"] == f"{TWO}, {ONE}"
    assert found.fields["title"] == f"{ONE} and {TWO}"


def test_a_name_that_comes_later_takes_nobodys_stand_in() -> None:
    first = names.told("Ida Roth", ["Otto Lund"])
    both = first.then(names.told("Eve Berg, Otto Lund", ["Ida Roth"]))
    told = names.without("Ida Roth, Otto Lund, Eve Berg", both)
    assert told == f"{ONE}, {TWO}, {THREE}"


def test_a_stand_in_is_no_secret_and_stays() -> None:
    text = f"password: {ONE}\nuser {TWO}, mail x@y.example"
    assert ONE in redact(f"user {ONE} and {TWO}")
    assert redact(redact(text)) == redact(text)


def test_s15_a_thousand_names_in_one_field_are_read_in_one_pass() -> None:
    many = ", ".join(f"Anna Kowalska{n}" for n in range(5000))
    found = taken(affected_user=many, description="x" * 90_000)
    assert len(found.names.people) == names.MOST
    assert names.affected(" and " * 50_000) == ()


def test_who_sends_keeps_the_name() -> None:
    sent = ticket()
    found = taken(private_names=[sent["client"]])
    assert found.fields["client"] == sent["client"]


def test_a_mail_address_is_taken_out_whole_and_not_by_its_name() -> None:
    text = names.without("anna at anna.k@example.com", private("anna"))
    assert redact(text) == f"{ONE} at [redacted:email]"


@pytest.mark.parametrize(
    ("sent", "where"),
    [("Anna", "private_names"), ([1], "private_names[0]"), (["x"], "private_names[0]"),
     (["ok name"] * 101, "private_names")],
)  # fmt: skip
def test_what_is_no_list_of_names_is_told(sent: object, where: str) -> None:
    assert where in [problem.where for problem in taken(private_names=sent).problems]


def test_names_that_are_patterns_are_read_as_they_stand() -> None:
    assert names.without("a.*b and axxb", private("a.*b")) == f"{ONE} and axxb"


def test_two_named_keys_stay_two_and_half_a_sign_breaks_nothing() -> None:
    clean = names.without({"Ann Li": 1, "ann li": 2, "Bo Li": 3}, private("Ann Li", "Bo Li"))
    assert clean == {ONE: 1, f"{ONE}#2": 2, TWO: 3}
    half = names.marked(["Ann", "\ud800x"])
    assert names.without("\ud800 Ann", private(*half)) == f"\ud800 {ONE}"


@given(st.text(max_size=60), st.lists(st.text(min_size=2, max_size=5), min_size=1, max_size=4))
def test_taking_names_out_never_breaks_a_text(text: str, some: list[str]) -> None:
    assert names.without(text, Names()) == text
    clean = names.without({text: [text]}, names.told(text, some))
    assert isinstance(clean, dict)
