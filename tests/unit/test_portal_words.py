"""Is every Event either said to partners in plain words, or named as none of theirs?"""

from datetime import UTC, datetime
from typing import Any

import pytest

from levee.contract.load import load
from levee.model.certificate import CertificateState
from levee.model.event import Event, EventKind
from levee.site import eyes
from levee.site.shipped import default_text
from levee.site.shown import portal, portal_words

FILE = load(default_text(), "contract.yaml").file
DATA: dict[EventKind, dict[str, Any]] = {
    EventKind.PENDED: {"gaps": ["client", "stack.host"], "role": "technician"},
    EventKind.FILLED: {"gaps": []},
    EventKind.RESUMED: {"gaps": ["client"]},
    EventKind.JUDGED: {"severity": 1, "priority": "P0", "why": "revenue is at critical risk"},
    EventKind.ASSIGNED: {"owner": "ada", "role": "pod_engineer"},
    EventKind.CLASSIFIED: {"finding": "genuine_bug"},
    EventKind.WORK_OPENED: {"target": "2026-03-04T10:00:00+00:00", "work_item": "W-1"},
    EventKind.KNOWLEDGE_OPENED: {"target": "2026-03-04T10:00:00+00:00", "work_item": "W-1"},
}
TYPED = "pod_engineer says: Borealis had it, too"


def row(kind: EventKind, **data: Any) -> dict[str, Any]:
    event = Event(
        subject="ticket:T-1", kind=kind, at=datetime(2026, 3, 2, tzinfo=UTC), actor="ada",
        reason=TYPED, key="k", data=DATA.get(kind, {}) | data,
    )  # fmt: skip
    return portal.line(event, FILE)


def line(kind: EventKind, **data: Any) -> str:
    said = row(kind, **data)
    return f"{said['kind']} {said['reason']}"


def test_each_kind_is_said_or_hidden_and_never_both() -> None:
    assert set(portal_words.SAID) | portal_words.HIDDEN == set(EventKind)
    assert not set(portal_words.SAID) & portal_words.HIDDEN
    assert set(portal_words.SAID) >= eyes.SHOWN, "what the API names has words"


@pytest.mark.parametrize("kind", sorted(portal_words.SAID))
def test_a_line_holds_no_internal_word_and_nothing_that_somebody_typed(kind: EventKind) -> None:
    said = line(kind)
    assert said[0].isupper()
    assert "_" not in said
    assert not any(key in said.split() for key in (*FILE.roles, *FILE.people, "P0"))
    assert "Borealis" not in said


@pytest.mark.parametrize("kind", sorted(set(EventKind) - set(portal_words.SAID)))
def test_what_is_not_for_partners_has_no_line(kind: EventKind) -> None:
    with pytest.raises(KeyError):
        line(kind)


def test_a_line_says_what_is_missing_by_when_and_who_answers() -> None:
    assert "at which client it was seen" in line(EventKind.PENDED)
    assert row(EventKind.WORK_OPENED)["target"] == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert row(EventKind.ASSIGNED)["target"] is None
    assert "Ada Engel answers you" in line(EventKind.ASSIGNED)
    assert line(EventKind.JUDGED).endswith("Severity 1: revenue is at critical risk.")
    assert line(EventKind.JUDGED, why=f"by hand: {TYPED}").endswith("Severity 1.")


def test_every_finding_has_its_words() -> None:
    from levee.model.finding import Finding

    for finding in Finding:
        assert line(EventKind.CLASSIFIED, finding=finding.value).endswith(".")


def test_every_state_of_a_certificate_is_said_in_words_of_its_own() -> None:
    said = [portal_words.standing(state) for state in CertificateState]
    assert len(set(said)) == len(CertificateState)
    assert not any("_" in words for words in said)
