"""Does the sign say the state in words, and can nothing get out of its text?"""

from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from levee.model.certificate import CertificateState, Standing
from levee.repair.badge import badge, shields

GREEN = "#1b6e3c"
SVG = "{http://www.w3.org/2000/svg}"


def standing(state: CertificateState) -> Standing:
    return Standing(
        stack_digest="d", suite="s", state=state, reason="r", streak=5, needed=5, bound=0.45
    )


@pytest.mark.parametrize("state", CertificateState)
def test_the_state_stands_there_in_words_and_is_read_aloud(state: CertificateState) -> None:
    root = ElementTree.fromstring(badge(standing(state)))
    words = state.value.replace("_", " ")
    assert [t.text for t in root.iter(f"{SVG}text")] == ["partner-safe", words]
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{SVG}title") == f"partner-safe: {words}"


def test_a_longer_word_makes_a_wider_badge() -> None:
    widths = {
        state: float(ElementTree.fromstring(badge(standing(state))).get("width", "0"))
        for state in CertificateState
    }
    assert widths[CertificateState.AWAITING_REVIEW] > widths[CertificateState.EXPIRED]


def test_a_badge_of_what_does_not_hold_is_not_green() -> None:
    shown = [state for state in CertificateState if GREEN in badge(standing(state))]
    assert shown == [CertificateState.CERTIFIED]


def test_a_badge_of_what_nobody_knows_says_unknown() -> None:
    text = badge(None)
    assert "partner-safe: unknown" in text
    assert GREEN not in text
    assert shields(None)["message"] == "unknown"


def test_a_temporary_badge_says_until_when() -> None:
    until = datetime(2026, 4, 1, tzinfo=UTC)
    found = replace(standing(CertificateState.TEMPORARY), expires_at=until)
    assert "temporary until 2026-04-01" in badge(found)
    assert shields(found)["message"] == "temporary until 2026-04-01"


@pytest.mark.parametrize("state", CertificateState)
def test_a_shields_endpoint_says_and_shows_the_same(state: CertificateState) -> None:
    body = shields(standing(state))
    assert (body["schemaVersion"], body["label"]) == (1, "partner-safe")
    assert body["message"] == state.value.replace("_", " ")
    assert f'fill="{body["color"]}"' in badge(standing(state))


def test_a_badge_brings_no_script_and_fetches_nothing() -> None:
    text = badge(standing(CertificateState.CERTIFIED)).replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in text
    assert "http" not in text
