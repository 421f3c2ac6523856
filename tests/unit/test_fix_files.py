"""Is a fix file read strictly, with every problem and its place?"""

from typing import Any

import pytest

from levee.model.delta import DeltaKind, apply
from levee.model.problem import Rejected
from levee.model.stack import stack_of
from levee.repair.fix_file import read_fix

CHANGE = {"kind": "version", "component": "pkg:pypi/httpx", "from": "0.28", "to": "0.27.2"}


def refused(body: Any) -> list[str]:
    with pytest.raises(Rejected) as caught:
        read_fix(body)
    return [p.where for p in caught.value.problems]


def changed(**parts: Any) -> dict[str, Any]:
    kept = {k: v for k, v in (CHANGE | parts).items() if v != "drop"}
    return {"work_item": "W-1001", "stack_change": [kept]}


def test_a_fix_is_its_deltas_and_its_notes() -> None:
    change, notes = read_fix({"work_item": "W-1", "stack_change": [CHANGE], "notes": "n"})
    assert [str(d) for d in change] == ["httpx 0.28 -> 0.27.2"]
    assert notes == "n"


@pytest.mark.parametrize("written", ["pkg:pypi/Datasette_GraphQL", "pkg:PYPI/datasette-graphql"])
def test_a_package_is_meant_however_it_is_spelled(written: str) -> None:
    change, _ = read_fix(changed(component=written, to="3.0"))
    fixed = apply(stack_of(["pkg:pypi/datasette-graphql@2.2"]), change)
    assert fixed == stack_of(["pkg:pypi/datasette-graphql@3.0"])


def test_a_setting_may_be_taken_away_and_a_component_removed() -> None:
    setting = {"kind": "setting", "component": "cache", "from": "redis", "to": None}
    gone = {"kind": "removed", "component": "pkg:pypi/httpx", "from": "0.28"}
    change, _ = read_fix({"stack_change": [setting, gone]})
    assert [d.kind for d in change] == [DeltaKind.SETTING, DeltaKind.REMOVED]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([], "$"),
        ({}, "stack_change"),
        ({"stack_change": []}, "stack_change"),
        ({"stack_change": ["x"]}, "stack_change[0]"),
        (changed() | {"mood": 1}, "mood"),
        (changed() | {"notes": 1}, "notes"),
        (changed(kind="moved"), "stack_change[0].kind"),
        (changed(kind=["version"]), "stack_change[0].kind"),
        (changed(extra=1), "stack_change[0].extra"),
        (changed(component=""), "stack_change[0].component"),
        (changed(component="httpx"), "stack_change[0].component"),
        (changed(component="pkg:"), "stack_change[0].component"),
        (changed(component="pkg:pypi"), "stack_change[0].component"),
        (changed(component="pkg:pypi/httpx@0.28"), "stack_change[0].component"),
        (changed(component="pkg:pypi/a\ud800"), "stack_change[0].component"),
        (changed(to=1), "stack_change[0].to"),
        (changed(to=None), "stack_change[0].to"),
        (changed(to="drop"), "stack_change[0].to"),
        (changed(to=""), "stack_change[0].to"),
        (changed(kind="added", to="drop"), "stack_change[0].to"),
        (changed(kind="removed"), "stack_change[0].to"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(body: Any, place: str) -> None:
    assert place in refused(body)
