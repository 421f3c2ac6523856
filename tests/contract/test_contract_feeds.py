"""Does a ticket keep the roster that its contract was adopted with, and who is it routed to?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from typer.testing import CliRunner

import submissions
from levee.cli import app
from levee.desk.roster import on_duty
from levee.model.event import EventKind
from levee.model.ticket import subject
from levee.site.hands import hands
from levee.site.stories_explaining import ticket as explained
from levee.site.stories_routing import route
from levee.store import contracts, ledger, tickets
from levee.store.models import OutboxRow
from submissions import NOW, text_with

pytestmark = pytest.mark.django_db
FEED = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:a
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260101
DTEND;VALUE=DATE:20280101
SUMMARY:{who}
END:VEVENT
END:VCALENDAR
"""
POD = "pod_support: {title: Partner pod support specialist, people: [chen]}"


@pytest.fixture
def adopt(tmp_path: Path, _own_data_folder: Path) -> Callable[[str], int]:
    def run(who: str) -> int:
        (tmp_path / "on.ics").write_text(FEED.format(who=who))
        text = text_with((POD, "pod_support: {title: Support, ics: on.ics}"))
        (tmp_path / "c.yaml").write_text(text)
        words = ["contract", "adopt", str(tmp_path / "c.yaml"), "--data", str(settings.DATA)]
        code = CliRunner().invoke(app, [*words, "--now", NOW.isoformat(), "--json"]).exit_code
        (tmp_path / "on.ics").unlink()
        return code

    return run


def take_in(tmp_path: Path, **more: object) -> str:
    import json

    file = tmp_path / "ticket.json"
    file.write_text(json.dumps(submissions.ticket(**more)))
    words = ["intake", str(file), "--data", str(settings.DATA), "--now", NOW.isoformat(), "--json"]
    found: str = json.loads(CliRunner().invoke(app, words).stdout)["id"]
    return found


def test_a_ticket_keeps_the_feed_of_the_contract_that_it_was_opened_under(
    adopt: Callable[[str], int], tmp_path: Path
) -> None:
    assert adopt("fay") == 0
    name = take_in(tmp_path)
    frozen = tickets.ticket(name).contract
    assert adopt("dara") == 0
    old, new = contracts.in_force(frozen), contracts.in_force()
    assert old.digest != new.digest
    assert on_duty("pod_support", old.file, NOW) == "fay"
    assert on_duty("pod_support", new.file, NOW) == "dara"
    told = route(hands(Path(settings.DATA)), name, {"layer": "dns"}, "edo", NOW)
    assert (told.decided.owner, told.ticket.route) == ("fay", "hosting")


def test_a_feed_with_a_fault_leaves_the_contract_that_was_in_force(
    adopt: Callable[[str], int],
) -> None:
    assert adopt("fay") == 0
    before = contracts.in_force().digest
    assert adopt("Zed") == 2
    assert contracts.in_force().digest == before


def test_a_route_is_written_once_with_the_mail_that_says_what_to_send(
    adopt: Callable[[str], int], tmp_path: Path
) -> None:
    adopt("fay")
    name = take_in(tmp_path)
    world = hands(Path(settings.DATA))
    for _ in range(2):
        told = route(world, name, {"layer": "plugin", "provider_status": "ok"}, "bo", NOW)
    assert told.again
    events = [e for e in ledger.events(subject(name)) if e.kind is EventKind.ROUTED]
    assert [(e.actor, e.data["route"]) for e in events] == [("bo", "plugin_support")]
    mails = [r.payload for r in OutboxRow.objects.all() if "yours: plugin" in str(r.payload)]
    assert [m["to"] for m in mails] == ["fay@vendor.example"]
    assert "Send: stack, interaction, steps." in mails[0]["text"]
    unclear = route(world, name, {"provider_status": "unknown"}, "bo", NOW)
    assert (unclear.decided.route, unclear.ticket.owner) == ("unclear", "edo")
    words = explained(world, name, NOW).words
    assert any("Edo Maas owns the next response: route is unclear" in w for w in words)
