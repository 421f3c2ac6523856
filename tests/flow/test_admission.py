"""Is a partner told, once, that its stack was admitted, and nobody else?"""

from datetime import timedelta

import pytest
from test_certificates import GOOD, OTHER, certified, house, nights, review
from world import NOW, World, stack

from levee.flow import Stop
from levee.model.stack import Stack
from levee.repair.admission import Admitted, letter
from levee.site import programme
from levee.store import contracts
from levee.store.models import OutboxRow
from submissions import text_with

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["house"]
LISTED = (
    "partners: {Acme: {contacts: [{name: Ida, mail: ida@acme.example},"
    " {name: Ida again, mail: ida@acme.example}, {name: Al, mail: al@acme.example}]},"
    " Other: {contacts: [{name: Eve, mail: eve@other.example}]}}"
)


def apply(house: World, on: Stack, partner: str = "Acme") -> None:
    programme.apply(house.hands, house.bench.data, partner, on, NOW)


def mails() -> list[OutboxRow]:
    return [r for r in OutboxRow.objects.order_by("id") if "programme" in r.payload["subject"]]


def test_each_contact_of_the_partner_is_told_once(house: World) -> None:
    contracts.adopt(text_with(("partners: {}", LISTED)), NOW)
    apply(house, GOOD)
    apply(house, OTHER, "Other")
    now = certified(house)
    assert [row.payload["to"] for row in mails()] == ["ida@acme.example", "al@acme.example"]
    text = mails()[0].payload["text"]
    assert "Its rollout window on Stable: 2026-03-10 09:00 UTC to" in text
    assert "The certificate holds until 2026-06-0" in text
    assert GOOD.short in text
    assert not any(word in text for word in ("Other", "fay", "release_manager"))
    review(house, now + timedelta(hours=1))
    nights(house, 6, 6)
    assert len(mails()) == 2


def test_whoever_is_admitted_anew_is_told_anew(house: World) -> None:
    contracts.adopt(text_with(("partners: {}", LISTED)), NOW)
    apply(house, GOOD)
    certified(house)
    house.bench.fails = lambda _: True
    nights(house, 6, 6)
    house.bench.fails = lambda _: False
    nights(house, 7, 12)
    said = review(house, house.at(NOW + timedelta(days=12, hours=1)))
    assert not isinstance(said, Stop), said
    assert len(mails()) == 4


def test_a_partner_that_is_in_no_contract_is_not_written_to(house: World) -> None:
    apply(house, GOOD)
    certified(house)
    assert mails() == []


def test_hostile_names_stay_on_their_line_and_out_of_the_subject() -> None:
    nasty = stack("evil@1%0D%0ABcc:%20x@y.example")
    told = Admitted(stack=nasty, window={}, channel="Stable\nBcc: x@y.example")
    assert "\n" not in told.subject
    assert "@" not in told.subject
    assert "\nBcc" not in letter(told)
    window = {"channel": "stable", "opens": "2026-03-10T09:00:00+00:00",
              "closes": "2026-03-10T15:00:00+00:00"}  # fmt: skip
    assert "\nBcc" not in letter(Admitted(stack=nasty, window=window, channel="S\nBcc: x@y"))
