"""Does a storm reach one person as one message, and does anything ring at night that may not?"""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.contract.load import Contract, load
from levee.contract.schema import Digests
from levee.desk import intake, opening, quiet, waking
from levee.desk.digests import Gathering
from levee.model.event import Channel, Consequence
from levee.model.message import Gathered, Told, Waiting
from levee.model.problem import Rejected
from submissions import NOW, contract, contract_with, text_with, ticket

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FIVE = Gathering(rule=Digests(above=5, within="10m"))
EDO = "{name: Edo Maas, mail: edo@vendor.example, zone: Europe/Amsterdam}"
AT_NIGHT = datetime.fromisoformat("2026-03-02T19:30:00+00:00")
MORNING = datetime.fromisoformat("2026-03-03T09:00:00+01:00")
PAGED = ("- {at: due, tell: support_lead}", "- {at: due, tell: support_lead, by: page}")


def waiting(count: int, urgent: int = 0) -> list[Waiting]:
    return [Waiting(id=n, urgent=n < urgent) for n in range(count)]


def edo_sleeps(*swaps: tuple[str, str]) -> Contract:
    return contract_with((EDO, EDO.replace("zone:", "hours: business, zone:")), *swaps)


def told_edo(using: Contract, impact: str, at: datetime = AT_NIGHT) -> Consequence:
    """The message of `triage_note: due`, two hours after the ticket came in."""
    mild = {name: values[0] for name, values in using.file.severity.dimensions.items()}
    submission = intake.validate(ticket(impact=mild | {"production_impact": impact}), using.file)
    made = opening.open_ticket("T-1001", submission, submission.fields, "", using, at - 2 * HOUR)
    out = waking.wake(made.events, using, at).consequences
    return next(c for c in out if c.recipient == "edo@vendor.example")


def test_as_many_as_the_contract_allows_go_one_by_one_and_one_more_is_a_digest() -> None:
    assert FIVE.plan(waiting(5), Told(), NOW) == Gathered()
    assert FIVE.plan(waiting(6), Told(), NOW).digest == (0, 1, 2, 3, 4, 5)
    assert FIVE.plan(waiting(2), Told(messages=4), NOW).digest == (0, 1)
    assert FIVE.plan(waiting(2), Told(messages=3), NOW) == Gathered()


def test_the_limit_is_the_contracts() -> None:
    two = Gathering(rule=contract_with(("digests: {above: 5", "digests: {above: 2")).file.digests)
    assert two.plan(waiting(3), Told(), NOW).digest == (0, 1, 2)
    assert two.plan(waiting(2), Told(), NOW) == Gathered()


def test_after_a_digest_the_next_waits_its_time_and_urgent_ones_do_not() -> None:
    told = Told(messages=1, digest_at=NOW)
    planned = FIVE.plan(waiting(9, urgent=2), told, NOW + 9 * MINUTE)
    assert planned == Gathered(held=tuple(range(2, 9)), until=NOW + 10 * MINUTE)
    assert FIVE.plan(waiting(9), told, NOW + 10 * MINUTE).digest == tuple(range(9))


def test_a_storm_of_urgent_ones_is_a_digest_at_once() -> None:
    planned = FIVE.plan(waiting(9, urgent=7), Told(digest_at=NOW), NOW + MINUTE)
    assert (planned.digest, planned.held) == (tuple(range(7)), (7, 8))


def test_without_a_rule_each_goes_by_itself() -> None:
    none = Gathering(rule=None)
    assert none.plan(waiting(500), Told(messages=500), NOW) == Gathered()


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 20), st.none() | st.integers(0, 20))
def test_no_message_is_lost_and_none_is_told_twice(
    count: int, urgent: int, messages: int, ago: int | None
) -> None:
    at = None if ago is None else NOW - ago * MINUTE
    planned = FIVE.plan(waiting(count, urgent), Told(messages=messages, digest_at=at), NOW)
    assert not set(planned.digest) & set(planned.held)
    assert len(set(planned.digest)) == len(planned.digest)
    left = count - len(planned.digest) - len(planned.held)
    assert left <= 5, "what goes one by one is never more than the limit"
    assert not planned.held or (planned.until is not None and planned.until > NOW)
    assert all(number >= urgent for number in planned.held)


def test_a_digest_lists_every_message_and_one_alone_stays_as_it_is() -> None:
    some = [{"to": "a@b.example", "subject": f"[T-{n}] due", "text": f"t{n}"} for n in range(3)]
    assert FIVE.compose(some[:1]) == some[0]
    made = FIVE.compose(some)
    assert (made["to"], made["subject"]) == ("a@b.example", "3 messages for you")
    assert made["text"] == "- [T-0] due\n  t0\n- [T-1] due\n  t1\n- [T-2] due\n  t2"


@pytest.mark.parametrize(
    ("impact", "rings"),
    [("down", None), ("blocked", None), ("degraded", MORNING), ("none", MORNING)],
)
def test_only_severity_1_and_2_ring_outside_a_persons_hours(
    impact: str, rings: datetime | None
) -> None:
    message = told_edo(edo_sleeps(), impact)
    assert (message.channel, message.not_before) == (Channel.MAIL, rings)


def test_which_severities_are_quiet_is_the_contracts() -> None:
    loud = edo_sleeps(("quiet_severities: [3, 4]", "quiet_severities: [4]"))
    assert told_edo(loud, "degraded").not_before is None
    assert told_edo(loud, "none").not_before == MORNING


def test_in_a_persons_hours_and_for_one_without_hours_everything_rings_at_once() -> None:
    noon = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
    assert told_edo(edo_sleeps(), "none", noon).not_before is None
    assert told_edo(contract(), "none").not_before is None


def test_hours_end_when_they_end_and_begin_when_they_begin() -> None:
    using, closes = edo_sleeps(), datetime.fromisoformat("2026-03-02T17:00:00+01:00")
    assert quiet.not_before("edo", 4, using, closes) == MORNING
    assert quiet.not_before("edo", 4, using, closes - timedelta(microseconds=1)) is None
    assert quiet.not_before("edo", 4, using, MORNING) is None


@pytest.mark.parametrize(("impact", "urgent"), [("blocked", True), ("degraded", False)])
def test_a_page_is_urgent_unless_it_is_quiet(impact: str, urgent: bool) -> None:
    paged = told_edo(edo_sleeps(PAGED), impact)
    assert (paged.urgent, paged.payload["by"]) == (urgent, "page")
    assert paged.not_before == (None if urgent else MORNING)
    assert not told_edo(edo_sleeps(), impact).urgent


def test_an_assignment_waits_for_the_owners_hours_too() -> None:
    using = contract_with(
        ("ada: {", "ada: {hours: business, "), ("bo: {", "bo: {hours: business, ")
    )
    mild = {name: values[0] for name, values in using.file.severity.dimensions.items()}
    submission = intake.validate(ticket(impact=mild), using.file)
    made = opening.open_ticket("T-1", submission, submission.fields, "", using, AT_NIGHT)
    mail = next(c for c in made.consequences if c.channel is Channel.MAIL)
    assert mail.not_before == MORNING


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (EDO, EDO.replace("zone:", "hours: nights, zone:"), "there is no calendar 'nights'"),
        ("{above: 5, within: 10m}", "{above: 0, within: 10m}", "digests.above"),
        ("{above: 5, within: 10m}", "{above: 5, within: soon}", "digests.within"),
        ("quiet_severities: [3, 4]", "quiet_severities: [5]", "quiet_severities"),
    ],
)
def test_a_contract_that_makes_no_sense_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(Rejected, match=said):
        load(text_with((old, new)))
