"""Can mail that was set aside be listed, shown, opened and decided on, by command and by API?"""

from typing import Any

import pytest
from api_house import Api, key
from django.test import Client

from command import Levee
from levee.model.access import Scope

SECRET = "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a"
BY = ("--by", "chen", "--reason", "from a person")
DECIDED = {"by": "chen", "reason": "from a person"}


def mail(number: int, text: str = "") -> bytes:
    head = f"From: ida@acme.example\r\nPrecedence: bulk\r\nMessage-ID: <{number}@acme.example>"
    return f"{head}\r\nSubject: The map\r\n\r\nIt says {SECRET} {text}\r\n".encode()


def test_by_command_each_mail_meets_its_fate(levee: Levee) -> None:
    for number in range(3):
        assert levee.say("mail", "take", str(levee.file(mail(number), f"{number}.eml"))).code == 0
    listed = [one["sealed"] for one in levee.say("mail", "unread", "--json").json["unread"]]
    assert len(listed) == 3
    first, second, third = listed
    shown = levee.say("mail", "show", first)
    assert "The map" in shown.out
    assert SECRET not in shown.out
    assert levee.say("mail", "original", first, "--by", "fay", "--reason", "x").code == 2
    out = levee.folder / "original.eml"
    opened = levee.say("mail", "original", first, "--by", "edo", "--reason", "x", "-o", str(out))
    assert opened.code == 0, opened.err
    assert out.read_bytes() == mail(0)
    assert levee.say("mail", "ticket", first, *BY, "--json").json["ticket"] == "T-1001"
    assert levee.say("mail", "attach", second, "T-1001", *BY).code == 0
    assert levee.say("mail", "dismiss", third, *BY).code == 0
    again = levee.say("mail", "dismiss", third, *BY, "--json")
    assert (again.code, again.json["again"]) == (0, True)
    other = levee.say("mail", "ticket", third, *BY)
    assert other.code == 1
    assert "dismissed already" in other.err
    assert "no mail waits" in levee.say("mail", "unread").out
    assert len(levee.say("mail", "unread", "--all", "--json").json["unread"]) == 3
    assert levee.say("mail", "show", "S-0").code == 2
    assert (
        levee.say("mail", "dismiss", third, "--by", "zed", "--reason", " ").err.count("refused")
        == 2
    )


pytest_db = pytest.mark.django_db


def kept(staff: Api, number: int) -> str:
    return str(staff.ask("POST", "/mail", mail(number)).json()["sealed"])


@pytest_db
def test_by_api_each_mail_meets_its_fate(staff: Api) -> None:
    first, second, third = (kept(staff, number) for number in range(3))
    shown = staff.get(f"/mail/{first}").json()
    assert (shown["fate"], shown["subject"], shown["readable"]) == ("waiting", "The map", True)
    assert SECRET not in str(shown)
    assert staff.post(f"/mail/{first}/ticket", DECIDED).json()["ticket"] == "T-1001"
    heard = staff.post(f"/mail/{second}/attachment", DECIDED | {"ticket": "T-1001"})
    assert heard.json()["fate"] == "heard"
    assert staff.post(f"/mail/{third}/dismissal", DECIDED).json()["fate"] == "dismissed"
    assert staff.post(f"/mail/{third}/dismissal", DECIDED).json()["again"]
    assert staff.post(f"/mail/{third}/ticket", DECIDED).status_code == 409
    assert staff.get("/mail/unread").json()["items"] == []
    assert len(staff.get("/mail/unread?every=true").json()["items"]) == 3


@pytest_db
def test_by_api_the_original_is_for_named_roles(staff: Api) -> None:
    path = f"/mail/{kept(staff, 1)}/original"
    refused = staff.post(path, {"by": "fay", "reason": "x"})
    assert (refused.status_code, refused.json()["problems"][0]["where"]) == (422, "$.by")
    opened = staff.post(path, {"by": "edo", "reason": "x"})
    assert opened.content == mail(1)
    assert "attachment" in opened["Content-Disposition"]
    assert opened["X-Content-Type-Options"] == "nosniff"


@pytest_db
def test_s7_a_partner_and_a_mail_server_decide_and_read_nothing(staff: Api, client: Client) -> None:
    mail_id = kept(staff, 1)
    for low in (key(client, partner="Acme Data"), key(client, Scope.MAIL_WRITE)):
        answers: list[Any] = [low.get(f"/mail/{mail_id}"), low.get("/mail/unread")]
        for what in ("ticket", "attachment", "dismissal", "original"):
            answers.append(low.post(f"/mail/{mail_id}/{what}", DECIDED | {"ticket": "T-1001"}))
        assert {answer.status_code for answer in answers} == {403}


@pytest_db
@pytest.mark.parametrize("what", ["", "/ticket", "/attachment", "/dismissal", "/original"])
def test_an_unknown_mail_is_404(staff: Api, what: str) -> None:
    path = f"/mail/S-0{what}"
    body = DECIDED | {"ticket": "T-1"}
    assert (staff.post(path, body) if what else staff.get(path)).status_code == 404


@pytest_db
def test_a_wrong_or_missing_word_names_its_place(staff: Api) -> None:
    said = staff.post(f"/mail/{kept(staff, 1)}/dismissal", {"by": "zed", "reason": ""})
    assert [p["where"] for p in said.json()["problems"]] == ["$.by", "$.reason"]


@pytest_db
def test_an_agent_says_whose_a_ticket_is(staff: Api, client: Client) -> None:
    raw = mail(1).replace(b"Precedence: bulk\r\n", b"")
    ticket = staff.ask("POST", "/mail", raw).json()["ticket"]
    partner = key(client, partner="Acme Data")
    assert partner.get(f"/tickets/{ticket}").status_code == 404
    path = f"/tickets/{ticket}/moves/partner"
    wanted = {"by": "chen", "reason": "called back", "partner": "Acme Data"}
    assert partner.post(path, wanted).status_code == 404
    moved = staff.post(path, wanted).json()
    assert (moved["partner"], moved["stream"]) == ("Acme Data", "partner")
    assert partner.get(f"/tickets/{ticket}").status_code == 200
    other = staff.post(path, wanted | {"partner": "Beta"})
    assert (other.status_code, other.json()["problems"][0]["where"]) == (422, "partner")
