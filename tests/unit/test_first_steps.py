"""Does each step turn done by its fact alone, and is exactly one next?"""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.learn.first_steps import SET_UP, Facts, State, Step, is_set_up, walk

EMPTY = Facts(
    contract_is_shipped=True,
    holes=0,
    people_are_shipped=True,
    signing_in=0,
    clients=0,
    stacks=0,
    suite="",
    checks=0,
    lacks_suite="no suite is named yet",
    nights=0,
    void_nights=0,
    tickets=0,
    certified=0,
)
WHOLE = Facts(
    contract_is_shipped=False,
    holes=0,
    people_are_shipped=False,
    signing_in=1,
    clients=3,
    stacks=2,
    suite="starter",
    checks=2,
    lacks_suite="",
    nights=1,
    void_nights=0,
    tickets=1,
    certified=1,
)


def states(facts: Facts) -> dict[Step, State]:
    return {one.step: one.state for one in walk(facts)}


def test_an_empty_store_begins_with_the_contract() -> None:
    found = states(EMPTY)
    assert list(found) == list(Step)
    assert found.pop(Step.CONTRACT) is State.NEXT
    assert set(found.values()) == {State.LATER}


def test_a_whole_store_has_nothing_next() -> None:
    assert set(states(WHOLE).values()) == {State.DONE}
    assert is_set_up(walk(WHOLE))


@pytest.mark.parametrize(
    ("step", "change"),
    [
        (Step.CONTRACT, {"contract_is_shipped": True}),
        (Step.CONTRACT, {"holes": 1}),
        (Step.PEOPLE, {"people_are_shipped": True}),
        (Step.PEOPLE, {"signing_in": 0}),
        (Step.FLEET, {"clients": 0}),
        (Step.SUITE, {"lacks_suite": "it cannot be read"}),
        (Step.SUITE, {"checks": 0}),
        (Step.NIGHT, {"nights": 0}),
        (Step.NIGHT, {"void_nights": 1}),
        (Step.TICKET, {"tickets": 0}),
        (Step.CERTIFICATE, {"certified": 0}),
    ],
)
def test_each_step_is_open_by_its_own_fact_alone(step: Step, change: dict[str, object]) -> None:
    found = walk(replace(WHOLE, **change))  # type: ignore[arg-type]
    assert [one.step for one in found if one.state is not State.DONE] == [step]
    assert is_set_up(found) is (step not in SET_UP)


@given(st.sets(st.sampled_from([f.name for f in fields(Facts)])))
def test_what_is_next_is_the_first_that_is_not_done(missing: set[str]) -> None:
    found = walk(replace(WHOLE, **{name: getattr(EMPTY, name) for name in missing}))
    left = [one for one in found if one.state is not State.DONE]
    assert [one.state for one in left] == [State.NEXT, *[State.LATER] * (len(left) - 1)][
        : len(left)
    ]
