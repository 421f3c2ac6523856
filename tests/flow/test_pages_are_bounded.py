"""Does every page ask the store a few times only, and as often for much as for little?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse
from telling import BAD, GOOD, submission, two_parties
from world import NOW, SUITE, World, stack, world

from levee.flow import certifying
from levee.model.event import Event, EventKind
from levee.model.fleet import Installation
from levee.model.reader import Reader
from levee.site import channels, stories, stories_keys
from levee.site.channels import Desk
from levee.store import accounts, ledger, stacks, typed, views, webhooks
from levee.store.api_keys import Wanted
from levee.store.models import RunRow
from levee.store.webhooks import Endpoint
from levee.web.identity import places
from levee.web.urls import urlpatterns

pytestmark = pytest.mark.django_db
MOST = 12
LITTLE, MUCH = 2, 5
SPARED = 1  #: how many there are in all is asked only where a list is full
LEA = Reader(mail="lea@vendor.example", name="Lea", person="fay", admin=True)
ANN = Reader(mail="ann@acme.example", name="Ann", partner="Acme")
DAY = timedelta(days=1)
LATER = NOW + 30 * DAY
#: What is sent, what the browser draws with, and what needs nobody to be signed in.
LEFT_OUT = {"asset", *(str(door.name) for door in places.DOORS)}
SENT = ("_act", "_kept", "portal_send", "settings_mail_test")
MORE = (
    "/inbox/partner/?owner=ada", "/inbox/partner/?severity=2&state=open&partner=Acme",
    "/inbox/partner/?page=2", "/inbox/standard/", "/tickets/?q=orders", "/tickets/?stream=partner",
    "/portal/?q=orders", "/settings/?do=invite", "/settings/people/?do=role&key=qa",
    "/settings/keys/?do=make", "/settings/webhooks/?do=add", "/channels/early/?do=move",
    *(f"/tickets/T-1001/?do={act}" for act in ("reply", "level", "fill", "fix", "merge", "impact")),
)  # fmt: skip


@dataclass
class House:
    """A store to which more and more of everything is added."""

    world: World
    filled: int = 0
    nights: int = 0

    def fill(self, up_to: int) -> None:
        for number in range(self.filled, up_to):
            self._desk(number)
            self._lab(number)
            self._settings(number)
        self.filled = up_to

    def _desk(self, number: int) -> None:
        key = f"n-{number}"
        body = submission(idempotency_key=key, partner="Acme", client=f"client-{number}")
        found = self.world.take_in(body, NOW + timedelta(minutes=number)).story.ticket
        assert found is not None
        now = self.world.at(NOW + timedelta(hours=1 + number))
        if number < LITTLE:
            assert stories.reproduce(self.world.hands, found.id, now).held
            assert stories.isolate(self.world.hands, found.id, now, 0).held
        other = submission(idempotency_key=f"{key}-b", partner="Acme", stream="standard")
        self.world.take_in(other, NOW + timedelta(minutes=number))
        told = [
            Event(subject=f"ticket:{found.id}", kind=EventKind.NOTED, at=now, actor="ada",
                  reason="", key=f"note {n}", data={"text": "seen elsewhere too"})
            for n in range(number + 1)
        ]  # fmt: skip
        ledger.append(told)

    def _lab(self, number: int) -> None:
        on = stack(f"vega@0.6.{number}")
        last = NOW + 40 * DAY
        stacks.report(
            Installation(client=f"c-{name}-{number}", partner="Acme", stack=each, traffic=9.0,
                         tier="gold", last_seen=last)
            for name, each in (("a", on), ("b", GOOD), ("c", BAD))
        )  # fmt: skip
        for _ in range(1 if self.nights else 5):
            at = NOW + self.nights * DAY
            stories.night(self.world.hands, at.date(), self.world.at(at))
            self.nights += 1
        hands, now = self.world.hands, self.world.at(NOW + self.nights * DAY)
        contract, suite = hands.desk.contract(), hands.lab.suite()
        certifying.review(hands, GOOD, contract, suite, now, "fay", f"five nights, {number}")
        if not number:
            desk = Desk(hands=hands, data=self.world.bench.data, name="early", by="fay", now=now)
            channels.move(desk, GOOD)

    def _settings(self, number: int) -> None:
        mail = f"p{number}@vendor.example"
        account = accounts.create(Reader(mail=mail, name=f"P{number}", person="ada"), NOW)
        typed.keep(account, "/tickets/T-1001/", f"form-{number}", {"text": "words"}, LATER)
        views.keep(LEA.mail, "partner", f"view {number}", f"owner=p{number}")
        wanted = Wanted(name=f"key {number}", scopes=["tickets:read"], per_minute=60)
        stories_keys.create(wanted, NOW)
        webhooks.add(
            Endpoint(id=0, url=f"https://h{number}.example/", kinds=("resolved",), partner="",
                     name=f"hook {number}", secret="S-none", created_at=NOW, removed_at=None)
        )  # fmt: skip


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> House:
    settings.DATA = tmp_path
    monkeypatch.setenv("LEVEE_NOW", LATER.isoformat())
    monkeypatch.setattr("levee.site.bench.suite", lambda *_: SUITE)
    made = House(world(tmp_path, two_parties, (GOOD, BAD)))
    for who in (LEA, ANN):
        accounts.create(who, NOW)
    return made


def addresses() -> Iterator[str]:
    """Every page that there is, about something that is there."""
    run = RunRow.objects.filter(subject="ticket:T-1001").order_by("id").first()
    assert run is not None
    given = {"stream": "partner", "ticket_id": "T-1001", "digest": GOOD.digest, "run_id": run.pk,
             "name": "early", "work_id": "W-1001"}  # fmt: skip
    for pattern in urlpatterns:
        name = pattern.name if isinstance(pattern, URLPattern) else None
        if name is None or name in LEFT_OUT or name.endswith(SENT):
            continue
        if pattern in places.OWN:
            continue
        yield reverse(name, kwargs={n: given[n] for n in pattern.pattern.converters})
    yield from MORE


def asked(path: str) -> tuple[int, list[str]]:
    """(status, statements) of a page; the first look may keep what the second finds."""
    client = Client()
    who = ANN if path.startswith("/portal/") else LEA
    client.force_login(accounts.of(who.mail))
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        answer = client.get(path)
    return answer.status_code, [query["sql"] for query in found.captured_queries]


def test_a_page_asks_a_few_times_and_as_often_for_much_as_for_little(house: House) -> None:
    house.fill(LITTLE)
    few = {path: asked(path) for path in addresses()}
    house.fill(MUCH)
    many = {path: asked(path) for path in few}
    strange = {path: status for path, (status, _) in many.items() if status not in (200, 302)}
    assert strange == {}
    grown = {p: (len(few[p][1]), len(told)) for p, (_, told) in many.items()
             if len(told) > len(few[p][1]) + SPARED}  # fmt: skip
    assert grown == {}, "a page asks more often where more is stored"
    over = {path: told for path, (_, told) in many.items() if len(told) > MOST}
    assert {path: len(told) for path, told in over.items()} == {}, over
