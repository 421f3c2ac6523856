"""Are real, released incompatibilities narrowed to the parts that need each other?

Each case file holds the whole pins of a stack that works and of one that does not, what is
known of the cause from public change logs, and which components it takes together.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from lab.levee_command import EXAMPLES, Levee

pytestmark = pytest.mark.lab
CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_released_incompatibility_is_isolated(case: Path, levee: Levee, tmp_path: Path) -> None:
    known: dict[str, Any] = json.loads(case.read_text())
    for side in ("good", "bad"):
        (tmp_path / f"{side}.json").write_text(json.dumps(known[side]))
    said = levee(
        "isolate", str(tmp_path / "good.json"), str(tmp_path / "bad.json"), "--deterministic",
        "--suite", str(EXAMPLES / "datasette" / "suite"), "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    answer = json.loads(said.out.splitlines()[-1])
    assert {d["component"] for d in answer["interaction"]} == set(known["interaction"])
    assert answer["verified"]
    assert answer["minimal"]


@pytest.fixture(scope="module")
def levee(tmp_path_factory: pytest.TempPathFactory) -> Levee:
    return Levee(tmp_path_factory.mktemp("isolations"))
