"""Is a lock file strictly pinned, and is every line that is not named?"""

import json

import pytest

from levee.repair.pinning import problems

SHA = "--hash=sha256:" + "a" * 64


def test_exact_versions_with_hashes_are_taken() -> None:
    flask = f"flask==3.0.0 \\\n    {SHA} \\\n    {SHA}\n"
    text = f"# made by uv\n{flask}click[x]==8.1 ; python_version > '3' {SHA}\n"
    assert problems(text, "lock.txt") == ()


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("flask>=3", "has a range (>=3)"),
        ("flask~=3.0", "has a range"),
        ("flask==3.*", "has a range"),
        ("flask===3.0", "has a range"),
        ("flask==3.0,<4", "has a range"),
        ("flask", "has no version"),
        ("flask==3.0.0", "has no hash"),
        ("flask==3.0.0 --hash=sha256:short", "has no hash"),
        ("flask @ https://host.example/flask.whl", "is an address"),
        ("git+https://host.example/flask", "is an address"),
        ("-e .", "no pinned package"),
        ("-r other.txt", "no pinned package"),
        ("--pre", "no pinned package"),
        ("???", "cannot be read"),
    ],
)
def test_each_line_that_is_not_strict_is_named(line: str, word: str) -> None:
    found = problems(f"click==8.1 {SHA}\n\n# x\n{line}\n", "lock.txt")
    assert [p.where for p in found] == ["lock.txt:4"]
    assert word in found[0].what


def test_a_broken_line_is_named_by_its_first() -> None:
    found = problems("a==1 \\\n  \\\n  --no-binary\nb>=2\n", "lock.txt")
    assert [p.where for p in found] == ["lock.txt:1", "lock.txt:4"]


@pytest.mark.parametrize("text", ["", "\n# nothing\n"])
def test_an_empty_file_pins_nothing(text: str) -> None:
    assert problems(text, "lock.txt")[0].what == "pins nothing"


def lock(**entry: object) -> str:
    return json.dumps({"lockfileVersion": 3, "packages": {"": {}, "node_modules/a": entry}})


def test_a_package_lock_needs_versions_and_integrity() -> None:
    assert problems(lock(version="1.2.3", integrity="sha512-x"), "l.json") == ()
    assert "no integrity" in problems(lock(version="1.2.3"), "l.json")[0].what
    assert "no exact version" in problems(lock(version="^1.2"), "l.json")[0].what
    assert "link" in problems(lock(link=True), "l.json")[0].what


@pytest.mark.parametrize(
    "text", ["{", "{}", '{"packages": []}', '{"packages": {"a": 1}}', "{" * 9999]
)
def test_what_is_no_lock_is_refused(text: str) -> None:
    assert problems(text, "l.json")
