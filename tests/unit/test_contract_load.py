"""Is every fault of a contract found at load, with its line, all of them in one answer?"""

from collections.abc import Callable

import pytest

from levee.contract.load import LIMIT, load
from levee.model.problem import Problem, Rejected
from submissions import contract, default_text, text_with


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(Rejected) as caught:
        load(text, "c.yaml")
    return caught.value.problems


def line_of(text: str, piece: str) -> str:
    return f"c.yaml:{text[: text.index(piece)].count(chr(10)) + 1}"


def test_the_default_contract_loads_and_its_digest_is_its_version() -> None:
    found = contract()
    assert found.version == found.digest[:12]
    assert set(found.calendars) == {"always", "business", "rollout"}
    assert load(default_text() + "\n# a remark\n").digest != found.digest


WRONG: list[tuple[str, str, str]] = [
    ("company: Demo Vendor", "company: Demo Vendor\nmood: good", "mood: unknown key"),
    ("company: Demo Vendor", "company: [a]", "company: Input should be a valid string"),
    ("version: 1", "version: 2", "version: Input should be 1"),
    ("nights: 5", "nights: 0", "certification.nights: Input should be greater than"),
    ("nights: 5", 'nights: "5"', "certification.nights: Input should be a valid integer"),
    ("target_share: 0.65", "target_share: 1.5", "lab.target_share: Input should be less than"),
    ("wait: 2h", "wait: 2d", "streams.partner.pend.wait: '2d' is not like"),
    ("  4: {every: 72h}\n", "", "updates: clock customer_update needs severity 4"),
    ("target_clock: engineering_target", "target_clock: customer_update",
     "repair.target_clock: a clock that follows the updates"),
    ("after: first_response", "after: x", "clocks.customer_update.after: there is no clock 'x'"),
    ("commander: pod_engineer", "commander: x", "incident.roles.commander: there is no role 'x'"),
    ("pause_duty: pause_workflows", "pause_duty: x", "incident.pause_duty: there is no duty 'x'"),
    ('webhook: ""', "webhook: ftp://x", "incident.webhook: 'ftp://x' is no address such as"),
    ("length: 45m", "length: at once", "session.length: 'at once' is no time at all"),
    ("/{ticket}/{code}", "/{ticket}", "session.link: a link holds {code}"),
    ("/{ticket}/{code}", "/{code}/{host.name}", "session.link: a link may name {ticket}"),
    ("grid: 15m", "grid: 0m", "session.grid: '0m' is no time at all"),
    ("partners: {}", "partners: {A: {contacts: [{name: x, mail: x}]}}",
     "partners.A.contacts.0.mail: 'x' is no mail address"),
    ("target: 48h", "target: soon", "clocks.ownership.target: 'soon' is not like"),
    ("target: 48h", "target: 99999999h", "clocks.ownership.target: '99999999h' is longer than"),
    ("{at: 50%, tell", "{at: half, tell", "clocks.triage_note.rungs.0.at: 'half' is no rung"),
    ("reopen: new", "reopen: maybe", "clocks.postmortem.reopen: Input should be"),
    ("opening_level: L2", "opening_level: L9", "streams.partner.opening_level: Input should be"),
    ("people: [edo]}", "people: []}", "roles.support_lead: nobody holds it; name people"),
    ("people: [edo]}", "people: [eve]}", "roles.support_lead.people.0: there is no person 'eve'"),
    ("owner: agent", "owner: nobody", "streams.standard.owner: there is no role 'nobody'"),
    ("tell: support_lead}", "tell: god}", "clocks.triage_note.rungs.1.tell: there is no role"),
    ("unclear_to: support_lead", "unclear_to: x", "severity.unclear_to: there is no role 'x'"),
    ("reviewer: release_manager", "reviewer: x", "certification.reviewer: there is no role 'x'"),
    ("open_sealed: [support_lead", "open_sealed: [x", "redaction.open_sealed.0: there is no role"),
    ("deputy: support_lead", "deputy: x", "escalation.matrix.1.pause_workflows.deputy: there is"),
    ("calendar: always", "calendar: never", "clocks.pod_assignment.calendar: there is no calen"),
    ("window: always", "window: never", "channels.early.window: there is no calendar 'never'"),
    ("clocks: [pod_assignment", "clocks: [x", "streams.partner.clocks.0: there is no clock 'x'"),
    ("target_clock: engineering", "target_clock: x", "repair.target_clock: there is no clock"),
    ("stops: [assigned]", "stops: [assigne]", "clocks.pod_assignment.stops.0: there is no event"),
    ("starts: [opened]", "starts: [born]", "clocks.pod_assignment.starts.0: there is no event"),
    ("duty: contact_hosting", "duty: pray", "routing.0.duty: there is no duty 'pray'"),
    ("zone: UTC", "zone: Mars/Base", "calendars.always.zone: 'Mars/Base' is not a time zone"),
    ("zone: Europe/Stockholm", "zone: Mars/Base", "people.bo.zone: there is no time zone"),
    ("zone: Europe/Stockholm", "zone: Europe", "people.bo.zone: there is no time zone 'Europe'"),
    ("zone: Europe/Stockholm", "zone: localtime", "people.bo.zone: there is no time zone"),
    ('["00:00-24:00"]', '["00:00-25:00"]', "calendars.always.weekly.mon[0]: '00:00-25:00' is"),
    ("[ada, bo], rotation: weekly", "[ada, bo], since: May", "roles.pod_engineer.since: 'May'"),
    ("{production_impact: [down]}", "{luck: [bad]}", "severity.rules.0.when.luck: there is no"),
    ("{production_impact: [down]}", "{production_impact: [up]}",
     "severity.rules.0.when.production_impact: production_impact has no value 'up'"),
    ("why: nobody is held up}", "why: x, when: {revenue_risk: [none]}}",
     "severity.rules: the last rule has to match everything"),
    ("[none, low, high, critical]", "[]", "severity.dimensions.revenue_risk: List should have"),
    ("3: P2, 4: P2}", "3: P2}", "severity.priority: severity 4 has none"),
    ("- stack.host", "- stack.hosts", "streams.partner.required.1: there is no field"),
    ("required: [title, description]", "required: [titel]", "streams.standard.required.0: there"),
    ("    4: *matrix", "", "escalation.matrix: severity 4 is missing"),
    ("      approve_rollback: {role: release_manager, deputy: product_owner}\n", "",
     "escalation.matrix.1: nobody holds approve_rollback"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[said[:50] for _, _, said in WRONG])
def test_a_fault_is_told_with_its_place(old: str, new: str, said: str) -> None:
    problems = refused(text_with((old, new)))
    assert [p for p in problems if p.what.startswith(said)], [str(p) for p in problems]
    assert all(p.where.startswith("c.yaml:") for p in problems)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("zone: Europe/Stockholm", "zone: Mars/Base"),
        ("reviewer: release_manager", "reviewer: nobody"),
        ("nights: 5", "nights: 0"),
        ("{at: 50%, tell: pod_support}", "{at: 50%, tell: nobody}"),
    ],
)
def test_the_line_is_the_one_on_which_it_stands(old: str, new: str) -> None:
    text = text_with((old, new))
    assert [p.where for p in refused(text)] == [line_of(text, new)]


def test_every_fault_of_a_section_comes_in_one_answer() -> None:
    text = text_with(("nights: 5", "nights: 0"), ("  repeats: 6", "  repeats: x"), ("L2\n", "L9\n"))
    assert len(refused(text)) == 3


def test_every_name_that_leads_nowhere_comes_in_one_answer() -> None:
    text = text_with(
        ("owner: agent", "owner: x"),
        ("calendar: always", "calendar: y"),
        ("zone: Europe/Stockholm", "zone: z"),
        ("stops: [assigned]", "stops: [s]"),
    )
    assert len(refused(text)) == 4


def test_a_section_that_is_missing_is_named() -> None:
    text = default_text()
    cut = text[: text.index("repair:")]
    assert [p.what for p in refused(cut)] == ["repair: Field required"]


def test_a_contract_needs_a_stream() -> None:
    text = default_text()
    start, end = text.index("streams:\n"), text.index("levels:\n")
    assert any("streams" in p.what for p in refused(text[:start] + "streams: {}\n" + text[end:]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a contract is a mapping"),
        ("- a\n- b\n", "a contract is a mapping"),
        ("just words", "a contract is a mapping"),
        ("a: [1, 2", "not YAML"),
        ("a: 1\na: 2\n", "not YAML"),
        ("a: \x00\n", "not YAML"),
        ("a: 1\n---\nb: 2\n", "not YAML"),
        ("a: 2026-13-45\n", ""),
        ("a: !!python/object:os.system x\n", ""),
        ("a: &a [*a]\n", ""),
        ("x" * (LIMIT + 1), "longer than"),
        ("[" * 1_000, ""),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_contract_is_refused_with_a_reason(text: str, said: str) -> None:
    assert any(said in p.what for p in refused(text))


def _laughs(depth: int) -> str:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, depth)]
    return "\n".join(rows)


@pytest.mark.parametrize("make", [_laughs], ids=["ten to the ninth"])
def test_a_text_that_unfolds_without_end_is_refused_at_once(make: Callable[[int], str]) -> None:
    assert refused(make(9))


def test_merge_keys_are_read_and_their_faults_are_placed() -> None:
    old = "  bo: {name: Bo Lind, mail: bo@vendor.example, zone: Europe/Stockholm}"
    new = "  bo: &bo {name: Bo Lind, mail: bo@vendor.example, zone: Mars/Base}\n  cy: {<<: *bo}"
    text = text_with((old, new))
    assert {p.what.split(":")[0] for p in refused(text)} == {"people.bo.zone", "people.cy.zone"}


def test_a_refused_load_leaves_the_text_unread_by_anybody_else() -> None:
    before = contract().digest
    refused(text_with(("version: 1", "version: 2")))
    assert load(default_text()).digest == before
