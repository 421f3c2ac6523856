"""Does the contract give its reasons, and are they those that Levee acts by?"""

import json
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from levee.cli import app
from levee.desk import explain, intake, opening, severity
from levee.desk.explain.owner import owner
from levee.desk.promises import promises
from levee.desk.roster import on_duty
from levee.model.event import Event, EventKind
from levee.model.ticket import fold
from submissions import NOW, contract, contract_with, file, ticket

NOON = "2026-03-02T12:00:00+01:00"
REGION = ("    holidays: [", "    holiday_region: {country: DE, subdivision: BY}\n    holidays: [")
NOT = ("    holidays: [", '    holidays_not: ["2026-06-04"]\n    holidays: [')


def test_the_rule_that_is_named_is_the_one_that_decides() -> None:
    rules = file().severity
    some = {n: (v[0], v[-1], "unknown") for n, v in rules.dimensions.items()}
    for values in product(*some.values()):
        impact = dict(zip(some, values, strict=True))
        told, judged = explain.severity(impact, file(), NOW).facts, severity.judge(impact, rules)
        rule = rules.rules[told["rule"] - 1]
        assert (rule.severity, rule.why) == (judged.severity, judged.why)
        assert told["unclear"] == list(judged.unclear)


def test_an_unclear_severity_names_the_support_lead() -> None:
    words = explain.severity({"production_impact": "degraded"}, file(), NOW).words
    assert any("so the severity is unclear" in w for w in words)
    assert any("goes to support_lead: Edo Maas holds support_lead" in w for w in words)


@pytest.mark.parametrize("role", list(file().roles))
def test_whoever_is_named_holds_the_role(role: str) -> None:
    facts = owner(role, file(), NOW).facts
    assert facts["person"] == on_duty(role, file(), NOW)
    assert facts["from"] <= NOW.isoformat() < facts["to"]


def test_an_override_is_given_as_the_reason() -> None:
    told = '{from: "2026-03-01T00:00:00Z", to: "2026-03-05T00:00:00Z", person: bo}'
    stood_in = contract_with(("people: [edo]}", f"people: [edo], overrides: [{told}]}}"))
    assert owner("support_lead", stood_in.file, NOW).words == (
        "Bo Lind holds support_lead (Support lead) until 2026-03-05T01:00+01:00: "
        "an override says so",
    )


def test_t15_every_imported_holiday_is_listed_by_name_and_can_be_switched_off() -> None:
    whole = explain.calendar("business", contract_with(REGION), NOW).facts
    named = {h["day"]: h["name"] for h in whole["holidays"]}
    assert {"2026-04-03", "2026-06-04", "2026-12-25"} <= named.keys()
    assert all(named.values())
    some = explain.calendar("business", contract_with(REGION, NOT), NOW)
    left = {h["day"] for h in some.facts["holidays"]}
    assert named.keys() - left == {"2026-06-04"}
    assert some.facts["switched_off"] == ["2026-06-04"]
    assert "open on 2026-06-04: that holiday is switched off" in some.words
    assert "a holiday is switched off by its date under holidays_not" in some.words


@pytest.mark.parametrize("name", list(file().clocks))
def test_a_clock_is_explained_by_its_own_numbers(name: str) -> None:
    told, spec = explain.clock(name, contract(), NOW), file().clocks[name]
    words = "\n".join(told.words)
    assert spec.target in words and spec.calendar in words and spec.reopen_why in words
    assert [r["at"] for r in told.facts["rungs"]] == [r.at for r in spec.rungs]
    assert all(file().people[r["person"]].name in words for r in told.facts["rungs"])


def events(stream: str = "standard") -> tuple[Event, ...]:
    found = intake.validate(ticket(stream=stream), file())
    return opening.open_ticket("T-1", found, found.fields, "S", contract(), NOW).events


def test_a_tickets_deadlines_add_up_window_by_window() -> None:
    told = events()
    facts = explain.ticket(fold(told), told, contract(), NOW).facts
    kept = {p.clock.name: p for p in promises(fold(told), told, contract())}
    assert [c["clock"] for c in facts["clocks"]] == list(kept)
    for clock in facts["clocks"]:
        due = kept[clock["clock"]].due(NOW)
        assert due is not None and clock["due"]
        if clock["steps"]:
            assert clock["steps"][-1]["to"] == clock["due"]
            assert clock["steps"][0]["from"] <= clock["steps"][-1]["to"]
    assert facts["owner"]["owner"] == fold(told).owner


def test_a_paused_clock_is_explained_without_a_deadline() -> None:
    held = Event(
        subject="ticket:T-1", kind=EventKind.PENDED, at=NOW + timedelta(minutes=5), actor="t",
        reason="r", key="p", data={"gaps": []},
    )  # fmt: skip
    told = (*events("partner"), held)
    found = explain.ticket(fold(told), told, contract(), NOW + timedelta(hours=9))
    clock = next(c for c in found.facts["clocks"] if c["clock"] == "triage_note")
    assert clock["due"] is None and clock["steps"][-1]["to"] is None
    assert any("due when the pause ends" in w for w in found.words)


def levee(*words: str) -> Result:
    return CliRunner().invoke(app, ["contract", "explain", *words, "--now", NOON])


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEVEE_DATA", raising=False)


def test_alone_it_gives_the_whole_contract_and_makes_nothing(tmp_path: Path) -> None:
    said = levee()
    assert said.exit_code == 0
    for part in ("ownership: 48h (always)", "goes up when the answer is not in the handoff",
                 "1. layer dns/tls/server/network: hosting", "5 nights of 6 runs"):  # fmt: skip
        assert part in said.stdout
    assert json.loads(levee("--json").stdout)["company"] == "Demo Vendor"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--severity", "production_impact=down"], "severity 1 (P0): production is down"),
        (["--severity", "production_impact=none, revenue_risk=high"], "revenue is at high risk"),
        (["--clock", "ownership"], "at 80%: Edo Maas (support_lead) is told by mail"),
        (["--calendar", "rollout"], "tue: 10:00-15:00"),
        (["--role", "product_owner"], "holds product_owner"),
    ],
)
def test_one_thing_is_explained(words: list[str], said: str) -> None:
    assert said in levee(*words).stdout.replace("\n", " ")
    assert json.loads(levee(*words, "--json").stdout)["words"]


@pytest.mark.parametrize(
    "words",
    [
        ["--severity", "mood=bad"],
        ["--severity", "production_impact=upside"],
        ["--severity", "production_impact"],
        ["--clock", "none"],
        ["--calendar", "none"],
        ["--role", "none"],
        ["--clock", "ownership", "--role", "agent"],
        ["--contract", "none.yaml"],
    ],
)
def test_what_cannot_be_explained_ends_with_2(words: list[str]) -> None:
    said = levee(*words)
    assert said.exit_code == 2
    assert "refused" in said.stderr
