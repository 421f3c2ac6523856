"""Does the reference list the endpoints that there are, and the document what each may refuse?"""

import runpy
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from levee.web.api.api import api

ROOT = Path(__file__).parents[2]


def test_the_reference_lists_every_endpoint() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "api_reference.py"))
    text = tool["PAGE"].read_text(encoding="utf-8")
    assert tool["page"](text) == text, "run tools/api_reference.py"


def test_every_endpoint_tells_its_scope_and_how_it_refuses() -> None:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, told in methods.items():
            assert told["x-scope"], path
            assert told["description"], path
            refusals = {401, 403, 404, 422, 429} | (set() if method == "get" else {409, 413})
            assert refusals <= set(told["responses"]), path


def test_no_two_shapes_share_a_name_for_one_would_stand_for_both() -> None:
    """The document knows a shape by its name alone."""
    found: dict[str, set[str]] = {}
    for one in descendants(BaseModel):
        if one.__module__.startswith("levee.web.api.") and "[" not in one.__name__:
            found.setdefault(one.__name__, set()).add(one.__module__)
    assert {name: places for name, places in found.items() if len(places) > 1} == {}
    assert len(found) > 100


def descendants(shape: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in shape.__subclasses__():
        yield one
        yield from descendants(one)
