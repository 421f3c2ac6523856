"""Is JSON that could mean two things named, and never guessed?"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.desk import strict_json
from levee.desk.text import decode


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1, "a": 2}', "a: stands twice"),
        ('{"x": [{"a": 1, "b": {"c": 1, "c": 1}}]}', "x[0].b.c: stands twice"),
        ('{"a": NaN}', "a: is nan, which is no number"),
        ('{"a": [-Infinity]}', "a[0]: is -inf, which is no number"),
        ('{"a": 1e999}', "a: is inf, which is no number"),
        ('{"a": ' + "9" * 5000 + "}", "a: is a number of more than 400 digits"),
        ("[" * 300 + "]" * 300, "$" + "[0]" * 201 + ": is nested deeper than 200 levels"),
    ],
)
def test_a_doubtful_value_is_named_by_its_path(text: str, said: str) -> None:
    assert [str(p) for p in strict_json.read(text)[1]] == [said]


@pytest.mark.parametrize("text", ["", "{", "[1,]", "{'a': 1}", "\x00", "[" * 200_000])
def test_what_is_no_json_is_said_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="is not JSON"):
        strict_json.read(text)


def test_the_first_of_two_values_is_kept() -> None:
    assert strict_json.read('{"a": 1, "a": 2}')[0] == {"a": 1}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False,
    allow_infinity=False), lambda v: st.lists(v) | st.dictionaries(st.text(), v), max_leaves=20,
)  # fmt: skip


@given(values)
def test_plain_json_is_read_as_it_was_written(value: Any) -> None:
    assert strict_json.read(json.dumps(value)) == (value, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_that_is_beyond_doubt_is_read(encoding: str) -> None:
    assert decode("däta==1.0".encode(encoding)) == "däta==1.0"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("däta".encode("latin-1"), "byte 1"),
        ("ab".encode("utf-16-le"), "NUL"),
        (b"a\x00b", "NUL"),
        (b"\xff\xfea", "UTF-16"),
    ],
)
def test_an_encoding_is_never_guessed(body: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        decode(body)
