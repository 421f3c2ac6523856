"""Are reports of what clients run read as they stand, and is every fault told by its line?"""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_facts import NOW, client, stack

from levee.contract.load import load
from levee.desk import heartbeat, installations
from levee.desk.installations import Reading
from levee.model.fleet import Installation
from levee.model.problem import Rejected
from levee.model.stack import Stack
from levee.site.sheet import sheet
from levee.site.shipped import default_text

KNOWN = stack("a@1")
PRODUCT = load(default_text()).file.product


def known(digest: str) -> Stack | None:
    return KNOWN if KNOWN.digest.startswith(digest) else None


READING = Reading(product=PRODUCT, now=NOW, name="fleet", known=known)


def read(text: str) -> tuple[Installation, ...]:
    return installations.read(text.split("\n"), READING)


def refused(text: str) -> list[str]:
    with pytest.raises(Rejected) as found:
        read(text)
    return [str(p) for p in found.value.problems]


def test_csv_and_json_lines_tell_the_same() -> None:
    freeze = "datasette==0.65.1\ndatasette-graphql==2.2\n"
    body = {"client": "a", "partner": "P", "tier": "gold", "traffic": 2.5, "stack": freeze}
    body["last_seen"] = "2026-03-01T09:00:00+00:00"
    columns = list(body)
    assert read(sheet([columns, [body[c] for c in columns]])) == read(json.dumps(body))


def test_a_stack_may_be_a_digest_that_is_known_here() -> None:
    (one,) = read(f"client,stack\nx,{KNOWN.digest}\n")
    assert one.stack == KNOWN
    assert read(json.dumps({"client": "x", "stack": KNOWN.short}))[0].stack == KNOWN
    assert refused("client,stack\nx,00000000\n") == [
        "fleet:2 stack: no stack begins with '00000000'"
    ]


def test_every_fault_of_a_sheet_is_told_by_the_line_that_its_row_begins_on() -> None:
    freeze = '"datasette==0.65.1\nhttpx==0.28"'
    rows = f"client,stack,traffic,last_seen\nok,{freeze},1,\n,{freeze},-1,soon\nx,y\n"
    found = refused(rows)
    assert [p.partition(":")[2].partition(":")[0] for p in found] == [
        "4 client", "4 traffic", "4 last_seen", "6",
    ]  # fmt: skip


def test_a_heading_with_foreign_double_or_missing_columns_is_refused() -> None:
    said = refused("client,client,colour\n")
    assert any("'colour' is no column" in p for p in said)
    assert any("column client twice" in p for p in said)
    assert any("no column stack" in p for p in said)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@sum", "|x", "%x"])
def test_a_name_that_a_spreadsheet_would_run_is_refused_unless_it_is_marked(name: str) -> None:
    assert "formula" in refused(f'client,stack\n"{name}",{KNOWN.digest}\n')[0]
    assert read(f'client,stack\n"\'{name}",{KNOWN.digest}\n')[0].client == name


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60))
def test_what_our_own_sheet_writes_is_read_back_as_it_was(name: str) -> None:
    name = name.strip()
    if not name or not name.isprintable() or name.startswith("'"):
        return
    assert read(sheet([("client", "stack"), (name, KNOWN.digest)]))[0].client == name


@given(st.text(max_size=300))
def test_whatever_comes_is_read_or_refused(text: str) -> None:
    for tried in (text, f"client,stack\n{text}", f'client,stack\n"{text}'):
        try:
            read(tried)
        except Rejected as error:
            assert error.problems


def test_a_name_with_characters_that_cannot_be_shown_is_refused() -> None:
    for name in ("a\0b", "a\x1b[2J", "\ud800"):
        line = json.dumps({"client": name, "stack": KNOWN.digest})
        assert refused(line) == ["fleet:1 client: is a name of at most 200 printable characters"]


def beat(minutes: float = 0, on: Stack = KNOWN) -> Installation:
    at = (NOW + timedelta(minutes=minutes)).isoformat()
    digest = on.digest
    return heartbeat.read({"client": "x", "stack": digest, "last_seen": at}, READING, "10m")


def test_a_beat_counts_once_and_only_when_it_is_newer() -> None:
    first = beat()
    assert heartbeat.judge(first, None).counts
    assert "already" in heartbeat.judge(first, first).reason
    assert heartbeat.judge(beat(1), first).counts
    late = heartbeat.judge(first, beat(1))
    assert (late.counts, "older than the newest" in late.reason) == (False, True)
    other = client("x", stack("b@1"))
    assert "came first" in heartbeat.judge(first, other).reason


@given(st.permutations(range(5)), st.integers(0, 4))
def test_beats_in_any_order_and_twice_end_at_the_newest(order: list[int], twice: int) -> None:
    known: Installation | None = None
    for minute in [*order, twice]:
        now = beat(minute)
        known = now if heartbeat.judge(now, known).counts else known
    assert known is not None
    assert known.last_seen == NOW + timedelta(minutes=4)


def test_a_beat_without_its_moment_or_from_the_future_is_refused() -> None:
    with pytest.raises(Rejected, match="last_seen: is needed"):
        heartbeat.read({"client": "x", "stack": KNOWN.digest}, READING, "10m")
    assert beat(10).last_seen
    with pytest.raises(Rejected, match="ahead of this clock"):
        beat(10.1)
