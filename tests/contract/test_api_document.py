"""Does the reference list the endpoints that there are, and the document what each may refuse?"""

import runpy
from pathlib import Path

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
