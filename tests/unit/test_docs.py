"""Does the documentation keep its own rules?"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
PAGES = [
    p for p in sorted(ROOT.glob("*.md")) + sorted(DOCS.rglob("*.md")) if "_build" not in p.parts
]
WORDS = (
    "Account", "Assembled environment", "Badge", "Case", "Certificate", "Channel", "Check", "Clock",
    "Component", "Confirmation", "Contract",
    "Delta", "Digest", "Duty", "Event", "Evidence", "Fleet", "Heartbeat", "Installation",
    "Interaction", "Invitation", "Level", "Matrix", "Night", "Observation", "Outcome", "Owner",
    "Plain environment", "Plugin library", "Priority", "Release", "Rollout window", "Run",
    "Rung", "Second proof", "Severity", "Stack", "Stream", "Suite", "Tick", "Ticket", "Update",
)  # fmt: skip


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_short_and_says_why_what_and_what_then(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith(f"# {path.name[:4]}: ")
    parts = re.findall(r"^\*\*(\w+)\.\*\* ", text, re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequence"]
    assert len(text.splitlines()) <= 20


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_glossary_has_each_word_once_in_order() -> None:
    text = (DOCS / "glossary.md").read_text("utf-8")
    terms = re.findall(r"^([A-Z][\w ]+)$", text, re.MULTILINE)
    assert terms == sorted(WORDS)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_to_a_file_leads_to_one(path: Path) -> None:
    links = re.findall(r"\[[^\]]*\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    # The picture of the ticket page is made from the running pages.
    links = [link for link in links if not link.endswith("images/ticket.png")]
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_make_target_that_is_named_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = re.findall(r"(?:^|`| {4})make ([a-z]+)", path.read_text("utf-8"), re.MULTILINE)
    assert set(named) <= targets


def test_the_readme_begins_with_three_lines_a_picture_and_two_commands() -> None:
    first = (ROOT / "README.md").read_text("utf-8").split("\n\n")[:4]
    assert first[0] == "# Levee"
    assert len(first[1].splitlines()) == 3
    assert first[2].startswith("![")
    assert first[3].split("\n") == ["    make demo", "    make test"]


def test_every_environment_variable_is_in_the_reference() -> None:
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").iterdir()]
    files = [path for path in sources if path.is_file()]
    used = {v for p in files for v in re.findall(r"\bLEVEE_[A-Z_]+\b", p.read_text("utf-8"))}
    reference = (DOCS / "reference" / "environment.md").read_text("utf-8")
    assert used - set(re.findall(r"LEVEE_[A-Z_]+", reference)) == set()


def commands(command: Any, path: str = "levee") -> Iterator[str]:
    """The full names of all commands below this one."""
    if not hasattr(command, "commands"):
        yield path
        return
    for name, below in command.commands.items():
        yield from commands(below, f"{path} {name}")


def test_every_command_is_in_the_reference() -> None:
    cli = pytest.importorskip("levee.cli")
    reference = (DOCS / "reference" / "commands.md").read_text("utf-8")
    named = [name for name in commands(typer.main.get_command(cli.app)) if f"`{name}" in reference]
    assert named == list(commands(typer.main.get_command(cli.app)))
