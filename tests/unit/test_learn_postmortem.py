"""What does the first draft of a postmortem say?"""

from datetime import date, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_facts import NOW
from markdown_it import MarkdownIt
from markdown_it.token import Token

from levee.learn.plain import plain
from levee.learn.postmortem import ASK, Action, Case, draft
from levee.model.delta import Delta, DeltaKind
from levee.model.event import Event, EventKind
from levee.model.interaction import Interaction

SECTIONS = (
    "Summary",
    "Impact",
    "Timeline (UTC)",
    "Trigger",
    "Contributing factors",
    "Detection",
    "Resolution",
    "What went well",
    "What went badly",
    "Action items",
)
FOUND = Interaction(
    deltas=(
        Delta(DeltaKind.ADDED, "pkg:pypi/graphql", None, "2.2"),
        Delta(DeltaKind.VERSION, "pkg:pypi/host", "0.65", "1.0a12"),
    ),
    minimal=True,
    verified=True,
    runs=15,
    rounds=15,
    unresolved=0,
    p=1.0,
    confidence=0.99,
    seed=1,
)


def event(kind: EventKind, hours: float, reason: str = "because") -> Event:
    at = (NOW + timedelta(hours=hours)).astimezone(timezone(timedelta(hours=9)))
    return Event(subject="ticket:T-1", kind=kind, at=at, actor="kim", reason=reason, key=str(hours))


def case(**facts: Any) -> Case:
    given_ = {"ticket": "T-1", "title": "No GraphQL", "partner": "north", "severity": "2", **facts}
    return Case(**given_)


def opened(markdown: str) -> list[Token]:
    return MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)


def headings(markdown: str) -> list[str]:
    tokens = opened(markdown)
    return [text.content for token, text in pairwise(tokens) if token.type == "heading_open"]


def test_a_draft_has_every_section_in_order() -> None:
    assert headings(draft(case(), NOW))[1:] == list(SECTIONS)


def test_what_is_not_known_is_asked_of_a_person_and_never_made_up() -> None:
    text = draft(case(), NOW)
    for section in SECTIONS:
        assert ASK in text.partition(f"## {section}\n")[2].partition("\n## ")[0]


def test_the_timeline_is_in_order_and_in_utc() -> None:
    events = [event(EventKind.REMEDIATED, 26.5), event(EventKind.OPENED, 0, "came in")]
    text = draft(case(events=events), NOW)
    first, second = (line for line in text.splitlines() if line.startswith("- 2026-"))
    assert first == "- 2026-03-02 09:00:00 UTC | opened | came in (kim)"
    assert second.startswith("- 2026-03-03 11:30:00 UTC | remediated | ")
    assert "Remediated after 26 h 30 min." in text


def test_the_deltas_are_trigger_and_contributing_factors() -> None:
    text = draft(case(interaction=FOUND, clients_hit=41, traffic_hit=0.125), NOW)
    assert "these 2 changes together: graphql 2.2 added; host 0.65 -> 1.0a12" in text
    assert "15 runs, confidence 99.0%" in text
    assert "contains it: 41 (12.5% of traffic)" in text


def test_an_action_has_its_owner_and_date_or_asks_for_them() -> None:
    actions = [Action(what="pin it", owner="kim", until=date(2026, 3, 5)), Action(what="test it")]
    text = draft(case(actions=actions), NOW)
    assert "| pin it | kim | 2026-03-05 |" in text
    assert f"| test it | {ASK} | {ASK} |" in text


HOSTILE = [
    "# heading",
    "1. list\n\n2. list",
    "- item | cell | cell",
    "<script>alert(1)</script>",
    "[click](javascript:alert(1)) ![x](http://x)",
    "`code` **bold** _it_ ~~no~~ &lt; <http://auto.link>",
    "| --- |\n| a |",
    "\u202egnp.exe \u0000\x1b[31m",
    "```\nfence",
    "=====",
    "\\",
    "see https://example.org www.example.org kim@example.org #12 @kim",
    "--- +++ 12) 7.",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_user_wrote_stays_text_in_every_place(text: str) -> None:
    hostile = case(
        ticket=text,
        title=text,
        partner=text,
        severity=text,
        finding=text,
        impact={text: text},
        resolution=text,
        actions=[Action(what=text, owner=text)],
        events=[event(EventKind.OPENED, 0, text), event(EventKind.FIX_VERIFIED, 1, text)],
    )
    quiet = case(
        finding="x",
        impact={"x": "x"},
        resolution="x",
        actions=[Action(what="x", owner="x")],
        events=[event(EventKind.OPENED, 0, "x"), event(EventKind.FIX_VERIFIED, 1, "x")],
    )
    assert shape(draft(hostile, NOW)) == shape(draft(quiet, NOW))


def shape(markdown: str) -> list[str]:
    """What the markdown is made of, without its words."""
    plain_parts = {"text", "text_special", "softbreak"}
    found = []
    for token in opened(markdown):
        found.append(token.type)
        found += [c.type for c in token.children or () if c.type not in plain_parts]
    return found


@given(st.text())
def test_escaped_text_reads_as_it_was_and_is_nothing_but_text(text: str) -> None:
    tokens = opened(f"- {plain(text)}")
    inline = [t for t in tokens if t.type == "inline"]
    words = "".join(c.content for t in inline for c in t.children or ())
    assert all(c.type in ("text", "text_special") for t in inline for c in t.children or ())
    assert [t.type for t in tokens if t.nesting == 0 and t.type != "inline"] == []
    assert words.strip() == plain(text).replace("\\\\", "\0").replace("\\", "").replace("\0", "\\")
