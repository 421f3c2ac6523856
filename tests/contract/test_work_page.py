"""Does work change from its page and by the API as by command, and does the board find it?"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import api_house
import pytest
from django.test import Client

from desk_people import ADA, EDO, HOSTILE
from filling_in import opened, said, send
from levee.model.access import Scope
from levee.model.event import EventKind
from levee.model.reader import Reader
from levee.site.hands import hands
from levee.store import ledger
from signed_in import signed_in

pytestmark = pytest.mark.django_db
CHEN = Reader(mail="chen@vendor.example", name="Chen Wei", person="chen")
LATER = "2031-03-04T10:00"


@pytest.fixture
def work(two: SimpleNamespace) -> str:
    return str(two.aurora.named["work_id"])


@pytest.fixture
def ada(work: str) -> Client:
    return signed_in(Client(), ADA)


def item(store: Path, work: str) -> Any:
    return hands(store).desk.work_item(work)


def test_the_page_changes_it_and_tells_it(store: Path, work: str, ada: Client) -> None:
    at = f"/work/{work}/"
    typed = {"owner": "bo", "target": LATER, "state": "in progress", "reason": HOSTILE}
    typed["acceptance"] = "the suite passes\n\nnobody complains"
    assert send(ada, at, "change", **typed).status_code == 303
    found = item(store, work)
    assert (found.owner, found.state.value) == ("bo", "in progress")
    assert found.target.isoformat() == "2031-03-04T09:00:00+00:00"  # Ada is in Berlin
    assert found.acceptance == ("the suite passes", "nobody complains")
    page = ada.get(at)
    assert HOSTILE in said(page)
    assert "<script>alert(1)" not in page.content.decode()
    assert "state open → in progress" in said(page)
    assert "W-" in said(ada.get(f"/tickets/{found.ticket}/"))


def test_a_form_as_it_stood_changes_nothing_and_says_so(work: str, ada: Client) -> None:
    answer = send(ada, f"/work/{work}/", "change", reason="just looking")
    assert answer.status_code == 422
    assert "changes nothing" in said(answer)


def test_who_came_second_sees_what_was_changed_and_keeps_what_they_typed(
    work: str, ada: Client
) -> None:
    address, form = opened(ada, f"/work/{work}/", "change")
    edo = signed_in(Client(), EDO)
    assert (
        send(edo, f"/work/{work}/", "change", owner="bo", reason="she is away").status_code == 303
    )
    late = ada.post(address, form | {"owner": "fay", "target": LATER, "reason": "mine"})
    assert late.status_code == 409
    assert "edo work changed: she is away" in said(late)
    assert "mine</textarea>" in late.content.decode()


def test_the_same_form_sent_twice_is_one_change(work: str, ada: Client) -> None:
    address, form = opened(ada, f"/work/{work}/", "change")
    for _ in range(2):
        assert ada.post(address, form | {"owner": "bo", "reason": "once"}).status_code == 303
    kinds = [e.kind for e in ledger.events(f"work:{work}")]
    assert kinds.count(EventKind.WORK_CHANGED) == 1


@pytest.mark.parametrize(
    ("typed", "said_so"),
    [({"target": ""}, "work has a date"), ({"target": "2001-01-01T10:00"}, "is past"),
     ({"owner": "zoe"}, "names nobody"), ({"state": "verified"}, "the suite says"),
     ({"acceptance": ""}, "say when it is accepted"), ({"reason": "", "owner": "bo"}, "says why")],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_what_was_typed(
    work: str, ada: Client, typed: dict[str, str], said_so: str
) -> None:
    answer = send(ada, f"/work/{work}/", "change", **({"reason": "because"} | typed))
    assert answer.status_code == 422
    assert said_so in said(answer)


def test_others_are_told_that_it_is_not_theirs(work: str, two: SimpleNamespace) -> None:
    chen = signed_in(Client(), CHEN)
    answer = send(chen, f"/work/{work}/", "change", owner="chen", reason="mine now")
    assert answer.status_code == 409
    assert "chen does not hold" in said(answer)


def test_the_api_changes_it_and_narrows_the_list(
    store: Path, two: SimpleNamespace, work: str
) -> None:
    api = api_house.key(Client())
    path = f"/work-items/{work}"
    seen = api.get(path).json()["version"]
    body = {"by": "ada", "reason": "she is away", "owner": "fay", "version": seen}
    assert api.post(f"{path}/changes", body).json()["owner"] == "fay"
    assert api.post(f"{path}/changes", body | {"owner": "bo"}).status_code == 409
    problems = api.post(f"{path}/changes", {"by": "ada", "reason": "", "owner": "zoe"})
    assert problems.status_code == 422
    for query, there in (
        ("owner=fay", True),
        ("owner=bo", False),
        ("overdue=true", True),
        ("partner=Aurora", True),
        ("partner=Nobody", False),
        ("plugin=x", False),
    ):
        found = [one["id"] for one in api.get(f"/work-items?{query}").json()["items"]]
        assert (work in found) is there, query


def test_a_partner_s_key_changes_no_work(two: SimpleNamespace, work: str) -> None:
    partner = api_house.key(Client(), partner="Aurora")
    body = {"by": "ada", "reason": "x", "owner": "bo"}
    assert partner.post(f"/work-items/{work}/changes", body).status_code == 403
    reader = api_house.key(Client(), Scope.WORK_READ)
    assert reader.post(f"/work-items/{work}/changes", body).status_code == 403


@pytest.mark.parametrize(
    ("query", "there"),
    [("", True), ("?owner=ada", True), ("?owner=bo", False), ("?partner=Aurora", True),
     ("?partner=%00", True), ("?plugin=x", False), ("?overdue=yes", True), ("?column=open", True),
     ("?column=verified", False), ("?column=x&page=-3", True), ("?column=open&page=9", False)],
)  # fmt: skip
def test_the_board_is_narrowed_by_its_address(
    work: str, ada: Client, query: str, there: bool
) -> None:
    page = ada.get(f"/board/{query}")
    assert page.status_code == 200
    assert (f"/work/{work}/" in page.content.decode()) is there


def test_work_that_is_not_there_is_a_404(ada: Client) -> None:
    assert ada.get("/work/W-9999/").status_code == 404
    assert ada.post("/work/W-9999/do/change/", {"_token": "0" * 32}).status_code == 404
