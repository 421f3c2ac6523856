"""Does an edit of one person or role change that, and nothing else of the contract's text?"""

import pytest

from levee.contract import edit, settings
from levee.contract.load import load
from levee.site.shipped import default_text

TEXT = default_text()


def changed(text: str) -> dict[str, tuple[object, object]]:
    found = settings.differences(load(TEXT).file, load(text).file)
    return {one.path: (one.before, one.after) for one in found}


def test_what_is_written_back_unchanged_is_the_same_text() -> None:
    ada = {"name": "Ada Engel", "mail": "ada@vendor.example", "zone": "Europe/Berlin", "hours": ""}
    assert edit.with_person(TEXT, "ada", ada) == TEXT


def test_a_person_is_changed_and_the_comments_stay() -> None:
    text = edit.with_person(TEXT, "ada", {"name": "Ada B.", "hours": "business"})
    assert set(changed(text)) == {"people.ada.name", "people.ada.hours"}
    assert [line for line in text.splitlines() if line.lstrip().startswith("#")] == [
        line for line in TEXT.splitlines() if line.lstrip().startswith("#")
    ]


def test_a_person_is_added_and_taken_away_again() -> None:
    added = edit.with_person(TEXT, "gil", {"name": "Gil", "mail": "gil@vendor.example"})
    assert load(added).file.people["gil"].name == "Gil"
    assert changed(edit.without_person(added, "gil")) == {}


def test_whoever_is_taken_away_holds_no_role() -> None:
    file = load(edit.without_person(TEXT, "bo")).file
    assert all("bo" not in role.people for role in file.roles.values())


def test_a_role_gets_people_turns_and_stand_ins() -> None:
    values = {
        "people": ["fay", "ada"],
        "rotation": "",
        "overrides": [
            {"from": "2026-08-03T00:00:00+02:00", "to": "2026-08-10T00:00:00+02:00", "person": "bo"}
        ],
    }
    role = load(edit.with_role(TEXT, "qa", values, False)).file.roles["qa"]
    assert (role.people, role.rotation) == (["fay", "ada"], "none")
    assert role.overrides[0].person == "bo"


def test_a_role_asks_for_two_proofs_and_does_not_any_more() -> None:
    asks = edit.with_role(TEXT, "qa", {}, True)
    assert load(asks).file.two_factor == ["qa"]
    assert load(edit.with_role(asks, "qa", {}, True)).file.two_factor == ["qa"]
    assert load(edit.with_role(asks, "qa", {}, False)).file.two_factor == []


@pytest.mark.parametrize(
    "hostile",
    [
        "a: b",
        "- x",
        "# no",
        "{a: b}",
        "yes",
        "1",
        "'\"",
        "&a *a",
        "!!python/none",
        "\u202eabc",
        "a\nb: c",
    ],
)
def test_hostile_text_is_text(hostile: str) -> None:
    text = edit.with_person(TEXT, "ada", {"name": hostile})
    assert load(text).file.people["ada"].name == hostile
    assert set(changed(text)) == {"people.ada.name"}
