"""Does the playbook say what the contract says, and can its text do no harm?"""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from levee.cli import app
from levee.desk.playbook import playbook
from submissions import contract, contract_with


def test_it_has_tiers_paths_checklists_and_the_three_runbooks() -> None:
    text = playbook(contract())
    for heading in (
        "## Tiers", "## Path: Partner", "## Path: Standard", "## Incident", "## Runbook",
        "### When an issue is reported", "### Before outside support is contacted",
        "### After recovery", "- [ ] post incident review", "- [ ] after an update: reindex",
    ):  # fmt: skip
        assert heading in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("gold: Partners who resell the product", "gold: The big ones", "**gold**: The big ones"),
        ("target: 48h", "target: 47h", "| Pod owns it end to end | 47h |"),
        ("  1: {every: 1h,", "  1: {every: 13m,", "- Severity 1: every 13m, read by a second"),
        ("pend: {wait: 2h", "pend: {wait: 3h", "waits 3h with Intake technician"),
        ("commander: pod_engineer", "commander: product_owner", "- commander: Product owner"),
        ("- Check the status page", "- Call the status line", "- [ ] Call the status line"),
        ("always: [post_incident]", "always: [legal]", "- [ ] legal review"),
        ("people: [fay]}", "people: [dara]}", "| Release manager | Dara Silva | no turns |"),
    ],
)
def test_whatever_changes_in_the_contract_changes_in_it(old: str, new: str, said: str) -> None:
    assert said not in playbook(contract())
    assert said in playbook(contract_with((old, new)))


def test_every_role_clock_and_rule_is_in_it() -> None:
    text, file = playbook(contract()), contract().file
    assert all(clock.title in text for clock in file.clocks.values())
    assert all(role.title in text for role in file.roles.values())
    assert all(rule.why in text for rule in file.severity.rules)


def test_text_of_the_contract_stays_text() -> None:
    hostile = '"<script>x</script> [a](javascript:1) | `c` # *b* ![](http://t.example/p.png)"'
    text = playbook(contract_with(("gold: Partners who resell the product", f"gold: {hostile}")))
    html = MarkdownIt().render(text)
    for tag in ("<script", "<a ", "<img", "<code", "<em"):
        assert tag not in html


def test_the_same_contract_gives_the_same_playbook() -> None:
    assert playbook(contract()) == playbook(contract())


def test_the_command_prints_it_or_writes_it_whole(tmp_path: Path) -> None:
    data = ["--data", str(tmp_path / "none")]
    said = CliRunner().invoke(app, ["contract", "playbook", *data])
    assert (said.exit_code, said.stdout) == (0, playbook(contract()))
    out = tmp_path / "book.md"
    assert CliRunner().invoke(app, ["contract", "playbook", "-o", str(out), *data]).exit_code == 0
    assert out.read_text() == playbook(contract())
    lost = ["contract", "playbook", "-o", str(tmp_path / "no" / "book.md"), *data]
    assert CliRunner().invoke(app, lost).exit_code == 2
    assert not (tmp_path / "none").exists()
