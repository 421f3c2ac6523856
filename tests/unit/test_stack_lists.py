"""Are the lists that people really have read as the Stack they mean?"""

from typing import Any

import pytest

from levee.desk.stack_lists import COMPONENTS as MOST
from levee.desk.stack_lists import Oversize, read, role_of
from levee.model.stack import Role, Stack
from submissions import COMPONENTS, file, stack_file

PRODUCT = file().product
NPM = PRODUCT.model_copy(update={"ecosystem": "npm"})
FREEZE = """\
# installed by pip 25
datasette==1.0a14
Datasette_GraphQL[extra,more]==2.2  # the plugin
httpx==0.27.2 ; python_version >= "3.8"
uvicorn==0.30.1 \\
    --hash=sha256:0123456789abcdef \\
    --hash=sha256:fedcba9876543210
torch==2.4.0+cu121

   click==8.1.7
"""


def whole(value: Any) -> Stack:
    stack, problems = read(value, PRODUCT)
    assert problems == []
    assert stack is not None
    return stack


def said(value: Any) -> list[str]:
    return [str(p) for p in read(value, PRODUCT)[1]]


def test_a_stack_file_is_read_with_roles_settings_and_platform() -> None:
    stack = whole(stack_file(a="1") | {"platform": {"os": "linux"}})
    assert {c.purl: c.role.value for c in stack.components} == {
        c["purl"]: c["role"] for c in COMPONENTS
    }
    assert (stack.settings, stack.platform) == ({"a": "1"}, {"os": "linux"})


def test_package_urls_alone_get_their_roles_from_the_product() -> None:
    stack = whole([c["purl"] for c in COMPONENTS])
    assert stack == whole(stack_file())
    assert {c.purl: c.role.value for c in stack.components} == {
        c["purl"]: c["role"] for c in COMPONENTS
    }


def test_a_role_that_is_not_said_is_told_by_the_package_url() -> None:
    assert role_of("pkg:pypi/datasette@1.0?a=b%40c", PRODUCT) is Role.HOST
    assert role_of("pkg:generic/python@3.12", PRODUCT) is Role.RUNTIME
    assert role_of("pkg:pypi/datasette-vega@1", PRODUCT) is Role.PLUGIN
    assert role_of("pkg:pypi/datasettes@1", PRODUCT) is Role.DEPENDENCY


def test_pip_freeze_is_read_with_hashes_extras_markers_and_comments() -> None:
    assert [c.purl for c in whole(FREEZE).components] == [
        "pkg:pypi/click@8.1.7",
        "pkg:pypi/datasette-graphql@2.2",
        "pkg:pypi/datasette@1.0a14",
        "pkg:pypi/httpx@0.27.2",
        "pkg:pypi/torch@2.4.0%2Bcu121",
        "pkg:pypi/uvicorn@0.30.1",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "-e git+https://example.org/x.git@abc#egg=x",
        "-e /home/me/project",
        "x @ file:///tmp/x.whl",
        "x>=1.0",
        "x",
        "--index-url https://user:hunter2@example.org/simple",
        "x == 1.0 extra words",
    ],
)
def test_a_line_without_an_exact_version_is_named_and_the_rest_is_kept(line: str) -> None:
    stack, problems = read(f"datasette==1.0\n{line}\nhttpx==0.27.2\n", PRODUCT)
    assert [str(p) for p in problems] == ["stack:2: names no exact version (name==version)"]
    assert stack is not None
    assert len(stack.components) == 2


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_a_freeze_from_any_system_is_read(ending: str) -> None:
    assert len(whole(f"\ufeffdatasette==1.0{ending}httpx == 0.27.2{ending}").components) == 2


def test_a_map_of_name_to_version_is_read_in_the_products_ecosystem() -> None:
    assert [c.purl for c in whole({"datasette": "1.0", "Httpx": "0.27"}).components] == [
        "pkg:pypi/datasette@1.0",
        "pkg:pypi/httpx@0.27",
    ]
    stack, problems = read({"@angular/core": "18.0.0", "eslint": "9.12.0"}, NPM)
    assert problems == []
    assert stack is not None
    assert [c.name for c in stack.components] == ["@angular/core", "eslint"]


@pytest.mark.parametrize("version", [None, 1, 1.10, True, ["1"], {"version": "1"}, "", "  "])
def test_a_version_that_is_no_text_is_not_guessed(version: Any) -> None:
    assert [p.partition(":")[0] for p in said({"datasette": "1.0", "httpx": version})] == [
        "stack.httpx"
    ]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"components": "x"}, "stack.components"),
        ({"components": ["x"]}, "stack.components[0]"),
        ({"components": [{"purl": "pkg:pypi/a@1", "role": "boss"}]}, "stack.components[0].role"),
        ({"components": [{"purl": "pkg:pypi/a@1", "x": 1}]}, "stack.components[0].x"),
        ({"components": [{"purl": 7}]}, "stack.components[0].purl"),
        ({"components": [], "x": 1}, "stack.x"),
        (["pkg:pypi/a@1", "a"], "stack[1]"),
        (["pkg:pypi/a"], "stack[0]"),
        (["pkg:pypi/" + "a" * 500 + "@1"], "stack[0]"),
        ([], "stack"),
        ({}, "stack"),
        ("", "stack"),
        (7, "stack"),
        (None, "stack"),
        (True, "stack"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_place(value: Any, place: str) -> None:
    assert place in [p.partition(": ")[0] for p in said(value)]


@pytest.mark.parametrize(
    "text", ["NUL \0", "alone \ud800", "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"]
)
def test_settings_are_read_into_what_every_database_holds_without_secrets(text: str) -> None:
    told = whole(stack_file(a=text)).settings["a"]
    assert told and text not in told
    assert told.encode().decode() == told and "\0" not in told


@pytest.mark.parametrize("table", ["settings", "platform"])
def test_settings_are_flat_and_each_wrong_one_is_named(table: str) -> None:
    body = stack_file() | {table: {"ok": "1", "list": [1], "none": None, "on": True, "n": 1.5}}
    stack, problems = read(body, PRODUCT)
    assert sorted(p.where for p in problems) == [f"stack.{table}.list", f"stack.{table}.none"]
    assert stack is not None
    assert getattr(stack, table) == {"ok": "1", "on": "true", "n": "1.5"}
    assert said(stack_file() | {table: "x"}) == [f"stack.{table}: is a map of text to text"]


@pytest.mark.parametrize(
    "value",
    [
        [f"pkg:pypi/a{i}@1" for i in range(MOST + 1)],
        {"components": [{"purl": f"pkg:pypi/a{i}@1"} for i in range(MOST + 1)]},
        {f"a{i}": "1" for i in range(MOST + 1)},
        "\n".join(f"a{i}==1" for i in range(MOST + 1)),
        [1] * (MOST + 1),
    ],
    ids=["purls", "file", "map", "freeze", "numbers"],
)
def test_more_than_five_thousand_components_are_refused_in_one_line(value: Any) -> None:
    stack, problems = read(value, PRODUCT)
    assert stack is None
    assert len(problems) == 1
    assert isinstance(problems[0], Oversize)
    assert "more than 5,000 components; at most 5,000 are taken. Send" in problems[0].what


def test_five_thousand_are_taken() -> None:
    assert len(whole([f"pkg:pypi/a{i}@1" for i in range(MOST)]).components) == MOST


@pytest.mark.parametrize(
    "value",
    [
        ["pkg:pypi/a@1?vcs_url=git%2Bhttps%3A%2F%2Fme%3Ahunter2hunter2%40example.org%2Fa"],
        ["pkg:pypi/a@1?token=ghp_16C7e42F292c6912E7710c838347Ae178B4a"],
        {"a": "ghp_16C7e42F292c6912E7710c838347Ae178B4a"},
        "a==ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        ["ghp_16C7e42F292c6912E7710c838347Ae178B4a"],
        {"components": [{"purl": "pkg:pypi/ghp_16C7e42F292c6912E7710c838347Ae178B4a"}]},
    ],
)
def test_a_component_with_a_secret_is_refused_without_repeating_it(value: Any) -> None:
    stack, problems = read(value, PRODUCT)
    assert stack is None
    assert problems
    text = " ".join(map(str, problems)).lower()
    assert "hunter2" not in text
    assert "16c7e42f" not in text
