"""Do filled gaps let a ticket go on by itself, and does nothing else change?"""

from datetime import timedelta
from typing import Any

import pytest

from levee.contract.schema import FIELDS
from levee.desk import gaps, telling
from levee.desk.filling import Answer, Filled, fill
from levee.desk.intake import validate
from levee.desk.opening import open_ticket
from levee.model.event import Event, EventKind
from levee.model.problem import Rejected
from levee.model.ticket import Ticket, TicketState, fold
from submissions import NOW, contract, file, stack_file, ticket

LATER = NOW + timedelta(minutes=20)


def opened(**changes: Any) -> tuple[Event, ...]:
    body = ticket(**changes)
    submission = validate(body, file())
    fields = {**submission.fields, "idempotency_key": "k"}
    return open_ticket("T-1001", submission, fields, "S-1", contract(), NOW).events


def answered(events: tuple[Event, ...], **payload: Any) -> Filled:
    answer = Answer(payload=payload, by="reporter", sealed="S-2", redact=lambda value: value)
    return fill(fold(events), answer, contract(), LATER)


def after(events: tuple[Event, ...], filled: Filled) -> Ticket:
    return fold((*events, *filled.events))


def jobs(filled: Filled) -> list[str]:
    return [c.key for c in filled.consequences if c.channel.value == "job"]


def test_the_last_gap_that_is_filled_lets_the_ticket_go_on() -> None:
    events = opened(affected_user=None, environment=None)
    half = answered(events, affected_user="editors")
    assert half.gaps == ("environment",)
    assert after(events, half).state is TicketState.PENDED
    assert jobs(half) == []
    whole = answered(events, affected_user="editors", environment="Debian")
    now = after(events, whole)
    assert (now.gaps, now.state, now.owner_role) == ((), TicketState.OPEN, "pod_engineer")
    assert now.text("environment") == "Debian"
    assert jobs(whole) == ["T-1001:reproduce"]
    assert [e.kind for e in whole.events] == [
        EventKind.FILLED, EventKind.RESUMED, EventKind.ASSIGNED
    ]  # fmt: skip


def test_a_reason_is_an_answer_that_stays_beside_the_ticket() -> None:
    events = opened(affected_user=None, environment=None)
    first = answered(events, cannot_provide={"affected_user": "nobody logs in"})
    assert first.gaps == ("environment",)
    events = (*events, *first.events)
    answer = Answer(
        payload={"cannot_provide": {"environment": "the host hides it"}},
        by="reporter", sealed="S-3", redact=lambda value: value,
    )  # fmt: skip
    second = fill(fold(events), answer, contract(), LATER)
    assert second.gaps == ()
    assert fold((*events, *second.events)).submission["cannot_provide"] == {
        "affected_user": "nobody logs in", "environment": "the host hides it"
    }  # fmt: skip


def test_a_component_that_could_not_be_read_stays_a_gap_until_a_whole_list_comes() -> None:
    broken = stack_file() | {"components": [*stack_file()["components"], {"purl": "nonsense"}]}
    events = opened(stack=broken)
    assert fold(events).gaps == (gaps.UNREADABLE,)
    partly = answered(events, stack={"settings": {"a": "1"}})
    assert partly.gaps == (gaps.UNREADABLE,)
    assert answered(events, stack=stack_file(a="1")).gaps == ()
    assert answered(events, cannot_provide={gaps.UNREADABLE: "it is our own"}).gaps == ()


def test_what_is_added_to_a_stack_leaves_the_rest() -> None:
    rest = [c for c in stack_file()["components"] if c["role"] != "runtime"]
    events = opened(stack={"components": rest})
    assert fold(events).gaps == ("stack.runtime", "stack.settings")
    words = telling.answer(["stack.runtime=pkg:generic/python@3.12.3", "stack.settings=none"], [])
    filled = answered(events, **words)
    assert filled.gaps == ()
    stack = after(events, filled).stack
    assert stack is not None
    assert len(stack.components) == 5


def test_an_impact_that_is_told_now_is_judged_now() -> None:
    events = opened(affected_user=None)
    worse = {**ticket()["impact"], "production_impact": "down"}
    now = after(events, answered(events, impact=worse, affected_user="all"))
    assert (now.severity, now.priority) == (1, "P0")


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        ({}, "$"),
        ({"partner": "Somebody Else"}, "partner"),
        ({"client": "Somebody Else"}, "client"),
        ({"stream": "standard"}, "stream"),
        ({"idempotency_key": "x"}, "idempotency_key"),
        ({"luck": 1}, "luck"),
        ({"affected_user": 7}, "affected_user"),
        ({"stack": [7]}, "stack[0]"),
        ({"stack": {"add": 7}}, "stack.components[5]"),
        ({"cannot_provide": {"affected_user": ""}}, "cannot_provide.affected_user"),
    ],
)
def test_an_answer_that_cannot_be_taken_changes_nothing(
    payload: dict[str, Any], place: str
) -> None:
    with pytest.raises(Rejected) as refused:
        answered(opened(affected_user=None), **payload)
    assert place in [p.where for p in refused.value.problems]


def test_whose_ticket_it_is_may_be_said_again() -> None:
    events = opened(affected_user=None)
    assert answered(events, partner="Acme Data", stream="partner", affected_user="x").gaps == ()


def test_a_resolved_ticket_lacks_nothing() -> None:
    events = opened(affected_user=None)
    done = Event(
        subject="ticket:T-1001", kind=EventKind.RESOLVED, at=LATER, actor="a", reason="", key="r",
        data={"resolution": "x"},
    )  # fmt: skip
    with pytest.raises(Rejected):
        answered((*events, done), affected_user="x")


def test_gaps_are_asked_for_in_plain_words_at_verified_addresses_only() -> None:
    names = ("stack.runtime", "affected_user")
    told = gaps.asked("T-1001", names, "2h", ("ida@acme.example",))
    assert [c.payload["to"] for c in told] == ["ida@acme.example"]
    text = told[0].payload["text"]
    assert "which version of the interpreter" in text
    assert "who is affected" in text
    assert "cannot provide, because" in text
    assert gaps.asked("T-1001", names, "2h", ()) == ()
    assert gaps.asked("T-1001", (), "2h", ("ida@acme.example",)) == ()
    assert told == gaps.asked("T-1001", names, "2h", ("ida@acme.example",))


@pytest.mark.parametrize("name", [*sorted(FIELDS), gaps.UNREADABLE])
def test_each_gap_has_its_own_plain_words(name: str) -> None:
    assert "_" not in gaps.words(name)
    assert gaps.words(name) != name


def test_words_of_the_command_line_make_an_answer() -> None:
    said = ["environment=a=b", "reproduction_steps=one", "reproduction_steps=two",
            "stack.plugin=pkg:pypi/x@1", "stack.settings.cache=redis",
            "impact.production_impact=down"]  # fmt: skip
    assert telling.answer(said, ["client=because nobody knows"]) == {
        "environment": "a=b",
        "reproduction_steps": ["one", "two"],
        "stack": {
            "add": [{"purl": "pkg:pypi/x@1", "role": "plugin"}], "settings": {"cache": "redis"}
        },
        "impact": {"production_impact": "down"},
        "cannot_provide": {"client": "nobody knows"},
    }  # fmt: skip
    with pytest.raises(Rejected) as refused:
        telling.answer(["nothing", "a="], ["=b"])
    assert len(refused.value.problems) == 3
