"""Does anything at all that JSON can carry, in any field, make intake fall over?"""

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levee.desk.intake import KNOWN, validate
from levee.desk.opening import open_ticket
from levee.model.ticket import fold
from submissions import NOW, contract, file, ticket

STREAMS = ("partner", "standard")
NASTY = (
    "<script>alert(1)</script>",
    "'; DROP TABLE levee_ticket; --",
    "\x00",
    "\x1b[2J\x1b]0;owned\x07",
    "\u202egnp.exe",
    "\ud800 alone",
    "{{ 7 * 7 }} ${7*7}",
    "../../etc/passwd",
    "\\[/bold]\\",
    "=cmd|' /C calc'!A0",
    "a" * 10_000,
    "",
)
texts = st.text(max_size=20) | st.sampled_from(NASTY)
numbers = st.integers() | st.floats() | st.just(10**400)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
stack_like = st.fixed_dictionaries(
    {"components": st.lists(st.fixed_dictionaries({"purl": values, "role": values}) | values)},
    optional={"settings": values, "platform": values, "extra": values},
)
a_field = st.tuples(st.sampled_from(sorted(KNOWN)), values)
impacts = st.dictionaries(st.sampled_from([*file().severity.dimensions, "x"]), values)
QUICK = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def opened(payload: dict[str, Any]) -> None:
    """Taken in, opened and folded: none of it may raise."""
    submission = validate(payload, file())
    fields = {**submission.fields, "idempotency_key": "k"}
    opening = open_ticket("T-1001", submission, fields, "S-1", contract(), NOW)
    told = fold(opening.events)
    assert told.owner
    assert all(problem.where and problem.what for problem in submission.problems)


@given(a_field)
@QUICK
def test_any_value_in_any_field_is_taken_in(field: tuple[str, Any]) -> None:
    opened(ticket() | dict([field]))


@given(st.dictionaries(st.sampled_from(sorted(KNOWN)) | texts, values, max_size=6))
@QUICK
def test_any_object_is_taken_in(payload: dict[str, Any]) -> None:
    opened(payload)


@given(stack_like | values)
@QUICK
def test_any_stack_is_taken_in(stack: Any) -> None:
    opened(ticket(stack=stack))


@given(impacts)
@QUICK
def test_any_impact_is_taken_in(impact: dict[str, Any]) -> None:
    opened(ticket(impact=impact))


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("stream", STREAMS)
def test_a_hostile_text_in_every_field_at_once_is_taken_in(text: str, stream: str) -> None:
    opened({name: text for name in KNOWN} | {"stream": stream})


@pytest.mark.parametrize(
    "stack",
    [
        " " * 200_000 + "x",
        "#" + " " * 200_000 + "x\\",
        "a" * 500_000,
        "a==" + "1" * 500_000,
        "a[" * 100_000,
        "x==1\n" * 100_000,
        [1] * 300_000,
        ["pkg:pypi/" + "a" * 490 + "@1"] * 5_000,
        {f"p{i}": "1" for i in range(100_000)},
        {"components": [{"purl": "x"}] * 100_000},
    ],
    ids=range(10),
)
def test_no_list_takes_long(stack: Any) -> None:
    began = time.process_time()
    assert len(validate(ticket(stack=stack), file()).problems) <= 201
    assert time.process_time() - began < 4


def test_json_that_python_writes_itself_is_read_back_the_same() -> None:
    payload = ticket(title="é\u202e", environment={"n": 1.5})
    assert validate(json.loads(json.dumps(payload)), file()).fields["environment"] == {"n": 1.5}
