"""Do the first steps say what is so, on the page, by command and by the API, and to admins only?"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import api_house
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from levee.bench import suite_folder
from levee.cli import app
from levee.contract.load import load
from levee.desk import installations
from levee.desk.installations import Reading
from levee.lab import suites
from levee.model.event import Event, EventKind
from levee.model.reader import Reader
from levee.site import first_steps, starters
from levee.site.hands import hands
from levee.site.shipped import default_text
from levee.store import accounts, begun, contracts, ledger
from signed_in import LEA, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
STAFF = Reader(mail="cy@vendor.example", name="Cy")
LINE = '{"client": "a", "stack": ["pkg:pypi/datasette@0.65.1"]}'
_count = iter(range(10**6))


@pytest.fixture
def lea(store: Path) -> Client:
    return signed_in(Client(), LEA)


def said(answer: Any) -> str:
    assert answer.status_code in (200, 422), answer.status_code
    return str(answer.content.decode())


def send(client: Client, act: str, **given: Any) -> Any:
    token = f"{next(_count):032x}"
    return client.post(f"/first-steps/do/{act}/", {"_token": token, "_version": "", **given})


def states(client: Client) -> dict[str, str]:
    told = api_house.key(client).get("/first-steps").json()
    return {step["step"]: step["state"] for step in told["steps"]}


def own(text: str = "") -> str:
    return (text or default_text()).replace("Demo Vendor", "Tidewater").replace("Ada", "Ida")


def test_they_are_for_admins_only(lea: Client) -> None:
    assert lea.get("/first-steps/").status_code == 200
    other = signed_in(Client(), STAFF)
    assert other.get("/first-steps/").status_code == 404
    assert "/first-steps/" not in said(other.get("/inbox/partner/"))


def test_each_command_names_this_data_folder(lea: Client, store: Path) -> None:
    told = api_house.key(lea).get("/first-steps").json()
    texts = [command["text"] for step in told["steps"] for command in step["commands"]]
    assert len(texts) == 8
    for text in texts:
        begins = " init " in text
        assert begins or str(store) in text


def test_a_fleet_is_taken_in_by_its_lines_or_its_file(lea: Client) -> None:
    assert states(lea)["fleet"] == "later"
    assert send(lea, "fleet", lines=LINE).status_code == 303
    assert begun.fleet() == (1, 1)
    file = SimpleUploadedFile("fleet.csv", b"client,stack\nb,datasette==0.65.1\n")
    assert send(lea, "fleet", file=file).status_code == 303
    assert begun.fleet() == (2, 1)
    assert states(lea)["fleet"] == "done"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "one of both"),
        ({"lines": LINE, "file": SimpleUploadedFile("f", LINE.encode())}, "one of both"),
        ({"lines": f"{LINE}\n{{}}"}, "line 2"),
        ({"file": SimpleUploadedFile("f", b"\xff\xfe")}, "is not UTF-8"),
        ({"lines": '{"client": "<script>alert(1)</script>"}'}, "stack"),
    ],
)
def test_what_is_no_fleet_changes_nothing(lea: Client, given: Any, words: str) -> None:
    answer = send(lea, "fleet", **given)
    assert answer.status_code == 422
    page = said(answer)
    assert words in page
    assert "<script>alert" not in page
    assert begun.fleet() == (0, 0)


def test_an_admin_says_who_they_are(lea: Client) -> None:
    assert send(lea, "person", person="ada").status_code == 303
    assert accounts.of(LEA.mail).person == "ada"
    assert send(lea, "person", person="nobody").status_code == 422
    told = ledger.events(accounts.subject(accounts.of(LEA.mail)))
    assert "is ada of the contract" in [event.reason for event in told]


def test_the_contract_is_done_when_it_is_ones_own_and_has_no_holes(lea: Client) -> None:
    contracts.adopt(default_text(), NOW)
    assert states(lea)["contract"] == "next"
    contracts.adopt(own().replace("fay@vendor.example", "nowhere"), NOW)
    assert states(lea)["contract"] == "next"
    contracts.adopt(own(), NOW)
    assert states(lea)["contract"] == "done"
    assert states(lea)["people"] == "next"
    send(lea, "person", person="ada")
    assert states(lea)["people"] == "done"


def ended(day: str, void: bool) -> None:
    subject = f"night:{day}:small"
    for kind, data in ((EventKind.NIGHT_PLANNED, {}), (EventKind.NIGHT_ENDED, {"void": void})):
        ledger.append(
            [
                Event(
                    subject=subject,
                    kind=kind,
                    at=NOW,
                    actor="levee",
                    reason="",
                    key=kind,
                    data=data,
                )
            ]
        )


def test_a_night_that_runs_or_is_void_is_told_and_does_not_count(lea: Client, store: Path) -> None:
    kind = EventKind.NIGHT_PLANNED
    ledger.append([Event(subject="night:2026-11-01:small", kind=kind, at=NOW, actor="levee",
                         reason="", key="p", data={})])  # fmt: skip
    assert "The night of 2026-11-01 was begun" in said(lea.get("/first-steps/"))
    ended("2026-11-02", void=True)
    assert states(lea)["night"] == "later"
    ended("2026-11-03", void=False)
    assert states(lea)["night"] == "done"


def test_the_pointer_goes_when_all_is_set_up(lea: Client, store: Path) -> None:
    assert "beginning" in said(lea.get("/inbox/partner/"))
    contracts.adopt(own(), NOW)
    send(lea, "person", person="ada")
    ended("2026-11-02", void=True)
    assert "beginning" in said(lea.get("/inbox/partner/"))
    ended("2026-11-03", void=False)
    assert first_steps.is_set_up(hands(store))
    assert "beginning" not in said(lea.get("/inbox/partner/"))
    assert "beginning" not in said(lea.get("/board/"))


def test_it_costs_the_same_however_much_there_is(
    lea: Client, django_assert_max_num_queries: Any
) -> None:
    for day in range(1, 29):
        ended(f"2026-10-{day:02}", void=False)
    with django_assert_max_num_queries(12):
        lea.get("/first-steps/")


def test_the_files_to_begin_from_are_good(tmp_path: Path) -> None:
    product = load(default_text()).file.product
    reading = Reading(product=product, now=NOW, name="fleet.jsonl", known=lambda _: None)
    found = installations.read(starters.fleet().splitlines(), reading)
    assert len(found) == 3
    assert all(one.stack.host for one in found)
    starters.write_suite(tmp_path / "suite")
    assert len(suite_folder.read(tmp_path / "suite", suites.parse).checks) == 2


@pytest.mark.parametrize("words", [("fleet", "init"), ("suite", "init")])
def test_what_is_there_is_left_alone(tmp_path: Path, words: tuple[str, str]) -> None:
    for name, fine in (("new", 0), ("new", 2), ("none/new", 2 if words[0] == "fleet" else 0)):
        done = CliRunner().invoke(app, [*words, str(tmp_path / name)])
        assert done.exit_code == fine, done.output


def test_the_command_says_what_comes_next(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "levee.cli", "first-steps", "--data", str(tmp_path / "d")]
    told = subprocess.run([*argv, "--json"], capture_output=True, text=True, timeout=60)
    body = json.loads(told.stdout)
    assert (body["set_up"], body["steps"][0]["state"]) == (False, "next")
    shown = subprocess.run(argv, capture_output=True, text=True, timeout=60)
    assert "levee contract init contract.yaml" in shown.stdout.replace("-m levee.cli", "levee")
