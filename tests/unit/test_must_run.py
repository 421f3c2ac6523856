"""When does an Interaction leave the Nights' list, and when does it come back?"""

from dataclasses import replace

import pytest
from lab_facts import stack

from levee.model.certificate import CertificateState, Standing
from levee.model.event import EventKind
from levee.model.work_item import WorkItem, WorkKind, WorkState
from levee.repair.must_run import turn
from submissions import NOW

FIXED = stack("httpx@0.28.2")
ITEM = WorkItem(
    id="W-1001", ticket="T-1001", kind=WorkKind.HOTFIX, title="t", owner="ada",
    owner_role="pod_engineer", opened_at=NOW, target=NOW, acceptance=(), interaction=(),
    clients=0, traffic=0.0, severity=2, state=WorkState.VERIFIED, must_run=True,
    fixed_stack=FIXED,
)  # fmt: skip


def standing(state: CertificateState, streak: int = 5) -> Standing:
    return Standing(
        stack_digest=FIXED.digest, suite="s", state=state, reason="", streak=streak, needed=5,
        bound=0.45,
    )  # fmt: skip


def test_it_leaves_when_the_fix_was_green_long_enough_and_is_certified() -> None:
    said = turn(ITEM, standing(CertificateState.CERTIFIED))
    assert said is not None
    assert said.kind is EventKind.CERTIFIED_AWAY
    assert "5 green nights in a row" in said.reason


@pytest.mark.parametrize("state", [s for s in CertificateState if s != "certified"])
def test_without_a_certificate_it_stays(state: CertificateState) -> None:
    assert turn(ITEM, standing(state)) is None


def test_without_a_fix_or_with_one_that_is_not_verified_it_stays() -> None:
    certified = standing(CertificateState.CERTIFIED)
    assert turn(ITEM, None) is None
    for state in (s for s in WorkState if s is not WorkState.VERIFIED):
        assert turn(replace(ITEM, state=state), certified) is None


@pytest.mark.parametrize("state", [CertificateState.SUSPENDED, CertificateState.EXPIRED])
def test_it_comes_back_when_the_certificate_falls_or_runs_out(state: CertificateState) -> None:
    away = replace(ITEM, must_run=False)
    assert turn(away, standing(CertificateState.CERTIFIED)) is None
    said = turn(away, standing(state, streak=0))
    assert said is not None
    assert said.kind is EventKind.MUST_RUN
    assert state.value in said.reason
