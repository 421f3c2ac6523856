"""Does each number of the contract change what Levee does?

Every number of default.yaml has a probe: something that Levee derives, which is different once
that one number is. A number without one fails the test, so none stands there for show.
"""

from collections.abc import Callable
from fnmatch import fnmatch
from typing import Any

import number_probes_desk as desk
import number_probes_lab as lab
import number_probes_talk as talk
import pytest
from every_number import Number, changed, made, numbers, tree
from pydantic import ValidationError

from levee.contract.load import Contract, load
from levee.model.problem import Rejected
from submissions import text_with

type Probe = Callable[[Contract, Number], object]

#: Numbers that nothing depends on yet, with the feature that will. As few as possible.
AWAITING = {
    "channels.early.soak": "it has one step, so nothing soaks",
    "channels.*.declared": "wired in site/channels.py; a test over the command has to show it",
    "channels.*.manifest_days": "the same",
}
#: Probed where its files are: tests/contract/test_key_days.py.
ELSEWHERE = ("certification.key_days",)


def changes_something(number: Number, probe: Probe, value: Any = None) -> bool:
    return probe(made(tree()), number) != probe(changed(number, value), number)


PROBES: dict[str, Probe] = {
    "calendars.*": desk.open_time,
    "streams.*": desk.first_facts,
    "pod.members.*": desk.pod_lint,
    "clocks.*.repeats": talk.again,
    "clocks.*": desk.promised,
    "updates.*": talk.cadence,
    "mail.*": talk.mailed,
    "incident.severities.*": talk.led,
    "session.*": talk.booked,
    "severity.*": desk.judged,
    "digests.*": desk.gathered,
    "quiet_severities.*": desk.quieted,
    "lab.stacks_per_night": lab.night_plan,
    "lab.target_share": lab.covered,
    "lab.heartbeat_ahead": lab.beaten,
    "lab.night.at": lab.called,
    "lab.keep_days": lab.pruned,
    "lab.active_days": lab.night_plan,
    "lab.isolation_budget": lab.isolation,
    "lab.verify_top": lab.verified,
    "lab.baseline_tries": lab.baselines,
    "certification.nights": lab.standings,
    "certification.repeats": lab.night_plan,
    "certification.aa_repeats": lab.night_plan,
    "certification.expires_after_days": lab.standings,
    "certification.temporary.*": lab.starters,
    "certification.programme.applications": lab.applied,
    "channels.*.steps.*": lab.rollout,
    "channels.*.soak": lab.rollout,
    "lab.isolation_causes": lab.causes,
    "repair.hotfix_severities.*": desk.kinds_of_work,
}
#: Where one more makes no difference that can be seen so soon.
VALUES: dict[str, Any] = {"lab.isolation_budget": 2, "lab.stacks_per_night": 7}


def probe_of(number: Number) -> Probe | None:
    return next((p for pattern, p in PROBES.items() if fnmatch(number.name, pattern)), None)


def is_awaited(number: Number) -> bool:
    return any(fnmatch(number.name, pattern) for pattern in (*AWAITING, *ELSEWHERE))


def is_last_step(number: Number) -> bool:
    return fnmatch(number.name, "channels.*.steps.*") and number.value == 1.0


JUDGED = [n for n in numbers() if not (is_awaited(n) or is_last_step(n) or n.name == "version")]


@pytest.mark.parametrize("number", JUDGED, ids=lambda number: number.name)
def test_a_number_that_changes_changes_what_levee_does(number: Number) -> None:
    probe = probe_of(number)
    assert probe is not None, f"no behaviour depends on {number.name}"
    assert changes_something(number, probe, VALUES.get(number.name)), (
        f"{number.name} is {number.value}, and {number.other} makes no difference"
    )


@pytest.mark.parametrize("number", [*filter(is_last_step, numbers())], ids=lambda n: n.name)
def test_a_rollout_that_never_reaches_everybody_is_no_contract(number: Number) -> None:
    with pytest.raises(ValidationError, match="steps"):
        changed(number)


def test_another_version_of_the_format_is_no_contract() -> None:
    with pytest.raises(Rejected, match="version"):
        load(text_with(("version: 1", "version: 2")))


def test_a_probe_sees_nothing_where_nothing_changed() -> None:
    for number in JUDGED[:: max(1, len(JUDGED) // 12)]:
        probe = probe_of(number)
        assert probe is not None
        assert not changes_something(number, probe, number.value)


@pytest.mark.parametrize("pattern", [*PROBES, *AWAITING, *ELSEWHERE])
def test_no_probe_outlives_its_number(pattern: str) -> None:
    assert any(fnmatch(n.name, pattern) for n in numbers())
