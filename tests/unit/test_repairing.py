"""When does a fix hold, where do partners go when it does not, and what is written then?"""

from dataclasses import replace
from datetime import timedelta

import pytest
from lab_facts import run, stack

from levee.desk import intake, opening
from levee.model.delta import Delta, DeltaKind, apply
from levee.model.event import Event, EventKind
from levee.model.finding import Finding
from levee.model.fleet import Installation
from levee.model.interaction import Interaction
from levee.model.outcome import Outcome
from levee.model.ticket import Ticket, fold
from levee.model.work_item import WorkItem, WorkKind, WorkState
from levee.model.work_item import fold as fold_work
from levee.repair import consequences, work
from levee.repair.consequences import Submission
from levee.repair.verification import FixState, FixVerdict, decide, touches, way_back, with_fix
from levee.repair.work import Opening
from submissions import NOW, contract, contract_with
from submissions import ticket as sent

BAD = stack("httpx@0.28")
HELD = FixVerdict(state=FixState.HELD, reason="all pass")
FAILED = FixVerdict(state=FixState.FAILED, reason="red")
UPGRADE = Delta(DeltaKind.VERSION, "pkg:pypi/httpx", "0.28", "0.28.2")
FOUND = Interaction(
    deltas=(UPGRADE,), minimal=True, verified=True, runs=3, rounds=2, unresolved=0, p=1.0,
    confidence=1.0, seed=0,
)  # fmt: skip


def a_ticket() -> Ticket:
    submission = intake.validate(sent(), contract().file)
    opened = opening.open_ticket("T-1001", submission, submission.fields, "", contract(), NOW)
    return fold(opened.events)


def opened_work(finding: str = "combinatorial_bug", severity: int = 2) -> tuple[Event, ...]:
    seen = Installation(client="c", partner="p", stack=BAD, traffic=2.5, tier="gold", last_seen=NOW)
    ticket = replace(a_ticket(), severity=severity)
    opening = Opening(ticket=ticket, interaction=FOUND, finding=finding, exposed=[seen])
    return work.open_work(opening, "ada", NOW + timedelta(days=3), contract(), NOW)


def item() -> WorkItem:
    return fold_work(e for e in opened_work() if e.subject == "work:W-1001")


def a_fix(number: int = 1) -> Submission:
    return Submission(item=item(), number=number, now=NOW)


def test_a_green_fix_holds_and_says_on_how_many_stacks() -> None:
    top = [(run(BAD), run(BAD)), (run(BAD, Outcome.FAILED), run(BAD, Outcome.FAILED))]
    verdict = decide(run(BAD), top)
    assert verdict.state is FixState.HELD
    assert verdict.reason == "the ticket's stack and 1 of 2 top stacks pass with the fix"


@pytest.mark.parametrize("red", [Outcome.FAILED, Outcome.CONFLICT, Outcome.TIMEOUT])
def test_a_red_on_the_tickets_own_stack_fails_the_fix(red: Outcome) -> None:
    assert decide(run(BAD, red), []).state is FixState.FAILED


@pytest.mark.parametrize("unsure", [Outcome.BROKEN, Outcome.EMPTY, Outcome.FLAKY])
def test_what_the_lab_could_not_tell_decides_nothing(unsure: Outcome) -> None:
    assert decide(run(BAD, unsure), []).state is FixState.UNDECIDED
    assert decide(run(BAD), [(run(BAD), run(BAD, unsure))]).state is FixState.UNDECIDED


def test_a_top_stack_that_was_green_and_turns_red_fails_the_fix() -> None:
    assert decide(run(BAD), [(run(BAD), run(BAD, Outcome.FAILED))]).state is FixState.FAILED


def test_one_that_was_red_before_says_nothing_against_it() -> None:
    both = (run(BAD, Outcome.FAILED), run(BAD, Outcome.FAILED))
    assert decide(run(BAD), [both]).state is FixState.HELD


def test_a_red_top_stack_outweighs_one_that_could_not_be_told() -> None:
    broken, red = (run(BAD), run(BAD, Outcome.BROKEN)), (run(BAD), run(BAD, Outcome.FAILED))
    assert decide(run(BAD), [broken, red]).state is FixState.FAILED


def test_a_fix_touches_only_stacks_that_have_what_it_changes() -> None:
    assert touches(BAD, [UPGRADE])
    assert not touches(stack("other@1"), [UPGRADE])
    assert with_fix(stack("other@1"), [UPGRADE]) == stack("other@1")
    assert with_fix(BAD, [UPGRADE]) == stack("httpx@0.28.2")


def test_a_fix_of_a_setting_touches_the_stacks_that_have_the_setting() -> None:
    change = Delta(DeltaKind.SETTING, "cache", "redis", "memory")
    having = stack("httpx@0.28", cache="redis")
    assert touches(having, [change])
    assert with_fix(having, [change]).settings == {"cache": "memory"}
    assert not touches(BAD, [change])


def test_the_way_back_is_the_last_certified_stack() -> None:
    way = way_back([stack("a@1"), stack("a@2")], "use the lock file", BAD)
    assert (way.stack, way.certified) == (stack("a@2"), True)
    assert "rolled back" in way.reason


def test_without_one_it_is_the_mitigation_on_the_last_green_stack() -> None:
    way = way_back([], "use the lock file", BAD)
    assert (way.stack, way.certified) == (BAD, False)
    assert "nothing is certified yet; use the lock file" in way.reason
    assert way_back([], "use the lock file", None).stack is None


@pytest.mark.parametrize(
    ("finding", "severity", "kind"),
    [
        (Finding.COMBINATORIAL_BUG, 1, WorkKind.HOTFIX),
        (Finding.GENUINE_BUG, 2, WorkKind.HOTFIX),
        (Finding.DEPENDENCY_CONFLICT, 3, WorkKind.COMPATIBILITY_PATCH),
        (Finding.CONFIGURATION_MISMATCH, 1, WorkKind.KNOWLEDGE),
        (Finding.DOCUMENTATION_GAP, 4, WorkKind.KNOWLEDGE),
    ],
)
def test_the_finding_and_the_impact_decide_the_kind_of_work(
    finding: Finding, severity: int, kind: WorkKind
) -> None:
    assert work.kind_of(finding.value, severity, contract()) is kind


def test_a_work_item_begins_with_owner_date_criteria_and_who_is_exposed() -> None:
    found = item()
    assert (found.id, found.ticket, found.owner) == ("W-1001", "T-1001", "ada")
    assert found.target == NOW + timedelta(days=3)
    assert found.acceptance == tuple(contract().file.repair.acceptance)
    assert (found.clients, found.traffic, found.must_run) == (1, 2.5, True)
    assert found.interaction == (UPGRADE,)


def test_knowledge_work_is_opened_as_such_on_both_sides() -> None:
    kinds = [e.kind for e in opened_work("configuration_mismatch")]
    assert kinds == [EventKind.KNOWLEDGE_OPENED, EventKind.MUST_RUN, EventKind.KNOWLEDGE_OPENED]


def test_a_submitted_fix_is_on_record_and_offered_early() -> None:
    fixed = apply(BAD, [UPGRADE])
    events = a_fix().offered(fixed, [UPGRADE], "see notes")
    assert [(e.subject, e.kind) for e in events] == [
        ("work:W-1001", EventKind.FIX_SUBMITTED),
        ("channel:early", EventKind.RELEASED),
    ]
    told = fold_work((*(e for e in opened_work() if e.subject == "work:W-1001"), events[0]))
    assert (told.state, told.fixes, told.fixed_stack) == (WorkState.VERIFYING, 1, fixed)


def test_a_fix_that_held_takes_the_label_off_and_remediates() -> None:
    events = a_fix().held(a_ticket(), contract(), HELD)
    assert [e.kind for e in events] == [
        EventKind.FIX_VERIFIED,
        EventKind.FIX_VERIFIED,
        EventKind.UNLABELLED,
        EventKind.REMEDIATED,
    ]
    bare = replace(a_ticket(), labels=frozenset())
    kinds = [e.kind for e in a_fix().held(bare, contract(), HELD)]
    assert EventKind.UNLABELLED not in kinds


@pytest.mark.parametrize("somewhere", [True, False])
def test_a_refused_fix_rolls_back_or_mitigates_and_tells_both_sides(somewhere: bool) -> None:
    way = consequences.way_back([], contract(), BAD if somewhere else None)
    events = a_fix().refused(apply(BAD, [UPGRADE]), way, FAILED)
    first = EventKind.ROLLED_BACK if somewhere else EventKind.MITIGATED
    assert [e.kind for e in events] == [first, EventKind.FIX_REFUSED, EventKind.FIX_REFUSED]
    assert {e.subject for e in events} == {"channel:early", "ticket:T-1001", "work:W-1001"}
    assert all("red" in e.reason for e in events[1:])


def test_every_fact_of_one_fix_has_a_key_of_its_own() -> None:
    way = consequences.way_back([], contract(), None)
    events = [
        *a_fix(1).offered(BAD, [UPGRADE], ""),
        *a_fix(1).refused(BAD, way, FAILED),
        *a_fix(2).offered(BAD, [UPGRADE], ""),
        *a_fix(2).held(a_ticket(), contract(), HELD),
    ]
    keys = [(e.subject, e.key) for e in events]
    assert len(set(keys)) == len(keys)


def test_the_named_mitigation_is_the_contracts() -> None:
    other = contract_with(("Go back to the nearest stack that passed", "Switch the cache off"))
    assert "Switch the cache off" in consequences.way_back([], other, None).reason


def test_an_article_is_the_docs_persons_of_the_pod() -> None:
    assert work.role_of("documentation_gap", contract()) == "pod_docs"
    assert work.role_of("combinatorial_bug", contract()) == "pod_engineer"
    lead = contract_with(("knowledge: pod_docs", "knowledge: pod_support"))
    assert work.role_of("configuration_mismatch", lead) == "pod_support"
