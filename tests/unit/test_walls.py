"""Do the walls cover every folder, also those that came after them?"""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "levee"
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
LAYERS, HANDS, RULES = CONFIG["contracts"]
FORBIDDEN = set(RULES["forbidden_modules"])


def imported(path: Path) -> Iterator[str]:
    """The first names of all that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_every_part_of_the_package_stands_in_a_layer() -> None:
    named = {word.strip("():|") for row in LAYERS["layers"] for word in row.split()}
    parts = {p.stem for p in PACKAGE.iterdir() if p.is_dir() or p.suffix == ".py"}
    parts -= {"__init__", "__main__", "__pycache__"}
    assert {f"levee.{part}" for part in parts} <= named


FLOW = [*PACKAGE.glob("flow.py"), *(PACKAGE / "flow").rglob("*.py")]


@pytest.mark.parametrize("path", FLOW, ids=lambda path: path.name)
def test_the_flow_touches_nothing_outside(path: Path) -> None:
    assert not FORBIDDEN & set(imported(path))
