"""Are two failures the same one?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.lab.signature import normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("no answer from 127.0.0.1:43121", "no answer from 127.0.0.1:8001"),
        ("cannot bind localhost:43121", "cannot bind localhost:9"),
        ("port 43121 is taken", "port 5 is taken"),
        ("<Task object at 0x7f3a10>", "<Task object at 0x7faaaa>"),
        ("at 2026-11-20T10:00:00Z", "at 2025-01-02 03:04:05.678+01:00"),
        ("took 0.31 s", "took 12 seconds"),
        ("id 6f1c1de4-58a4-4f0a-9f3c-0c7b7f3f2a11", "id 00000000-58a4-4f0a-9f3c-0c7b7f3f2a11"),
        ("/tmp/abc/x.db is locked", "/tmp/zzz-9/y is locked"),
        (
            "File /lab/env/lib/python3.12/site-packages/x.py",
            "File /d/e/1f/lib/python3.13/site-packages/x.py",
        ),
        ("x.py, line 81, in f", "x.py, line 90, in f"),
        ("pid 77 died", "pid 123 died"),
        ("token 9f86d081884c7d65", "token 60303ae22b998861"),
        ("row 1234567", "row 7654321"),
        ("a\n  b", "a b"),
        ("\x1b[31mred\x1b[0m", "red"),
    ],
)
def test_what_differs_between_two_runs_is_taken_out(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTP 500, wanted 200", "HTTP 404, wanted 200"),
        ("'jinja2' has no attribute 'Markup'", "'jinja2' has no attribute 'Undefined'"),
        ("GET /shop/clients: HTTP 500", "GET /shop/places: HTTP 500"),
        ("requires datasette>=0.65.2", "requires datasette>=0.65.5"),
    ],
)  # fmt: skip
def test_what_is_the_failure_itself_stays(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text(max_size=800) | st.from_regex(r"(/[a-z0-9.]{1,9}){1,30}(:\d{1,8})?", fullmatch=True))
def test_normalising_twice_changes_nothing_and_the_result_is_short(message: str) -> None:
    once = normalise(message)
    assert normalise(once) == once
    assert len(once) <= 500


def test_a_hostile_message_is_normalised_in_no_time() -> None:
    assert normalise("/a" * 5_000 + "\n" + "1:" * 5_000)
