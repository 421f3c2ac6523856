"""Does the example of one's own ecosystem do what its how-to page says?"""

from pathlib import Path

import pytest

from lab.levee_command import EXAMPLES, Levee

pytestmark = pytest.mark.lab
EXAMPLE = EXAMPLES / "command"


@pytest.fixture
def levee(tmp_path: Path) -> Levee:
    (tmp_path / "providers").mkdir()
    text = (EXAMPLE / "shell.toml").read_text().replace('"HERE/', f'"{EXAMPLE}/')
    (tmp_path / "providers" / "shell.toml").write_text(text)
    return Levee(tmp_path)


@pytest.mark.parametrize(
    ("stack", "code", "says"),
    [
        ("passes", 0, "passed all 2 checks held"),
        ("fails", 1, "greetings::keeps-case"),
        ("conflict", 1, "plugin-wave-2.0.sh needs greet 2.0"),
    ],
)
def test_each_stack_of_the_example_ends_as_its_name_says(
    levee: Levee, stack: str, code: int, says: str
) -> None:
    suite = str(EXAMPLE / "suite")
    said = levee("lab", "run", str(EXAMPLE / f"{stack}.json"), "--suite", suite)
    assert (said.code, says in said.out.replace("\n", " ")) == (code, True), said


def test_what_is_not_there_is_the_labs_own_lack(levee: Levee, tmp_path: Path) -> None:
    stack = tmp_path / "stack.json"
    stack.write_text('["pkg:generic/greet@9.0"]')
    said = levee("lab", "run", str(stack), "--suite", str(EXAMPLE / "suite"), "--json")
    assert said.json["outcome"] == "broken"
    assert "there is no pkg:generic/greet@9.0 in parts" in said.json["why"]
