"""Is a certificate that a person takes back gone everywhere at once, and who is told of it?"""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from test_certificates import GOOD, OTHER, certified, house, kinds, nights, paper, review, state
from test_releasing import Made, channel, desk, made
from world import NOW, World

from levee.flow import Stop
from levee.model.certificate import CertificateState
from levee.model.event import EventKind
from levee.model.problem import NotHeld, Rejected, StaleWrite
from levee.model.stack import Stack
from levee.site import channels, checking, programme, stories_certificates
from levee.site.stories_certificates import TakingBack
from levee.store import contracts, ledger
from levee.store.models import OutboxRow
from submissions import text_with
from together import together

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["house", "made"]
HOUR = timedelta(hours=1)
LISTED = (
    "partners: {Acme: {contacts: [{name: Ida, mail: ida@acme.example}]},"
    " Other: {contacts: [{name: Eve, mail: eve@other.example}]}}"
)


def withdraw(
    house: World, now: datetime, on: Stack = GOOD, by: str = "fay", **more: object
) -> dict[str, object]:
    wish = TakingBack(stack=on, by=by, why=str(more.pop("why", "orders are lost")), **more)  # type: ignore[arg-type]
    return stories_certificates.withdraw(house.hands, wish, now)


def test_badge_attestation_answer_and_standing_turn_at_once(house: World) -> None:
    now = certified(house)
    told = withdraw(house, now + HOUR)
    assert (told["state"], told["channels"]) == ("withdrawn", [])
    assert told["withdrawal"] == {
        "at": (now + HOUR).isoformat(), "by": "fay", "why": "orders are lost"
    }  # fmt: skip
    assert not paper(house, "attestation.json").exists()
    assert json.loads(paper(house, "badge.json").read_text())["message"] == "withdrawn"
    found = checking.check(house.hands, house.bench.data, GOOD, now + HOUR)
    assert found.body["answer"] == "withdrawn"
    assert kinds(f"stack:{GOOD.digest}")[EventKind.SUSPENDED] == 0


def test_it_comes_back_by_five_new_nights_and_a_new_review_only(house: World) -> None:
    now = certified(house)
    withdraw(house, now + HOUR)
    assert isinstance(review(house, now + 2 * HOUR), Stop)
    nights(house, 6, 9)
    assert state(house, NOW + timedelta(days=9, hours=1)) is CertificateState.WITHDRAWN
    nights(house, 10, 10)
    later = house.at(NOW + timedelta(days=10, hours=1))
    assert state(house, later) is CertificateState.AWAITING_REVIEW
    assert not isinstance(review(house, later), Stop)
    assert state(house, later) is CertificateState.CERTIFIED
    assert kinds(f"stack:{GOOD.digest}")[EventKind.CERTIFIED] == 2
    assert paper(house, "attestation.json").exists()


@pytest.mark.parametrize(
    ("by", "why", "said"),
    [("chen", "because", "chen does not hold Release manager or Product owner"),
     ("fay", " ", "a withdrawal says why")],
)  # fmt: skip
def test_only_the_named_roles_take_back_and_they_say_why(
    house: World, by: str, why: str, said: str
) -> None:
    now = certified(house)
    with pytest.raises((NotHeld, Rejected), match=said):
        withdraw(house, now, by=by, why=why)
    assert state(house, now) is CertificateState.CERTIFIED


def test_the_deputy_of_the_rollback_duty_may_take_it_back(house: World) -> None:
    assert withdraw(house, certified(house), by="edo")["state"] == "withdrawn"


def test_what_nobody_may_rely_on_cannot_be_withdrawn(house: World) -> None:
    nights(house, 1, 1)
    with pytest.raises(NotHeld, match="no certificate to withdraw: candidate"):
        withdraw(house, NOW + timedelta(days=1, hours=1))


def test_of_two_who_withdraw_at_once_one_does_and_one_is_told(house: World) -> None:
    now = certified(house)

    def once(_: int) -> NotHeld | None:
        try:
            withdraw(house, now)
        except NotHeld as error:
            return error
        return None

    refused = [error for error in together(once, 2) if error]
    assert len(refused) == 1
    assert "withdrawn" in str(refused[0])
    assert kinds(f"stack:{GOOD.digest}")[EventKind.CERTIFICATE_WITHDRAWN] == 1


def test_an_older_view_of_the_stack_does_not_withdraw_its_next_certificate(house: World) -> None:
    now = certified(house)
    seen = len(ledger.events(f"stack:{GOOD.digest}"))
    withdraw(house, now, version=seen)
    nights(house, 6, 10)
    later = house.at(NOW + timedelta(days=10, hours=1))
    review(house, later)
    with pytest.raises(StaleWrite):
        withdraw(house, later, version=seen)
    assert state(house, later) is CertificateState.CERTIFIED


def test_its_partners_are_told_of_their_own_clients_and_nobody_else(made: Made) -> None:
    house, _ = made
    contracts.adopt(text_with(("partners: {}", LISTED)), NOW)
    on = house.hands.lab.fleet()[0]
    withdraw(house, NOW + timedelta(days=5, hours=2), on.stack, said="Orders may be lost.")
    told = [r for r in OutboxRow.objects.all() if "withdrawn" in r.payload.get("subject", "")]
    assert [row.payload["to"] for row in told] == ["ida@acme.example"]
    text = told[0].payload["text"]
    assert on.client in text
    assert "Orders may be lost." in text
    assert not any(word in text for word in ("Other", "fay", "orders are lost"))


def test_what_partners_are_told_names_none_of_them(made: Made) -> None:
    house, _ = made
    contracts.adopt(text_with(("partners: {}", LISTED)), NOW)
    on = house.hands.lab.fleet()[0].stack
    with pytest.raises(Rejected, match="names Other; other partners read it"):
        withdraw(house, NOW + timedelta(days=5, hours=2), on, said="as at other")


def test_a_channel_that_offers_it_is_named_and_its_duty_holder_told(made: Made) -> None:
    house, red = made
    one = desk(house)
    stack = next(s for s in channels.story(one).certified.stacks)
    channels.move(one, stack)
    told = withdraw(house, one.now + HOUR, stack)
    assert told["channels"] == ["early"]
    current = channel(house).current
    assert current is not None
    assert current.stack == stack, "nothing is moved by itself"
    mail = OutboxRow.objects.get(channel="mail", payload__to="fay@vendor.example")
    assert "Still offered by: early" in mail.payload["text"]
    assert not red
    channels.roll_back(desk(house, at=one.now + 2 * HOUR), "withdrawn")
    after = channel(house).current
    assert after is not None
    assert after.stack != stack


def test_a_place_in_the_programme_lapses_with_it(house: World) -> None:
    now = certified(house)
    programme.apply(house.hands, house.bench.data, "Acme", GOOD, now)
    withdraw(house, now)
    (one,) = programme.status(house.hands, now, "Acme")["applications"]
    assert (one["place"], one["badge"]) == ("lapsed", None)
    assert "orders are lost" not in json.dumps(one)


def test_without_a_sandbox_it_can_be_withdrawn_all_the_same(
    house: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now = certified(house)

    def none(_: object) -> object:
        raise AssertionError("no bench is asked for")

    monkeypatch.setattr(type(house.hands.lab), "runner", property(none))
    assert withdraw(house, now)["state"] == "withdrawn"
    assert OTHER != GOOD


def test_the_standings_are_read_in_as_many_looks_for_six_nights_as_for_one(house: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            house.hands.lab.nights(house.hands.lab.suite())
        return len(found)

    nights(house, 1, 1)
    once = asked()
    nights(house, 2, 6)
    assert asked() == once == 3
    assert [len(n.runs) > 1 for n in house.hands.lab.nights(house.hands.lab.suite())] == [True] * 6
