"""Do the commands for work items, the board and certificates say what their stories did?"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from test_certificates import GOOD, certified
from test_certificates import house as lab
from test_work_items import WORK
from test_work_items import house as desk
from world import NOW, World

from levee.commands import certificates, frame, work
from levee.commands import desk as of_desk
from levee.commands.frame import House
from levee.model.problem import NotHeld

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["desk", "lab"]
LATER = (NOW + timedelta(days=30)).isoformat()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[World, datetime], None]:
    """Commands work in this house instead of one of their own."""

    def home(house: World, now: datetime) -> None:
        @contextmanager
        def at_home(*_: Any) -> Iterator[House]:
            yield House(data=house.bench.data, now=now, hands=house.hands)

        monkeypatch.setattr(frame, "at_home", at_home)

    return home


def test_work_is_shown_changed_and_found_on_the_board(
    desk: World, at: Callable[[World, datetime], None], capsys: pytest.CaptureFixture[str]
) -> None:
    at(desk, NOW + timedelta(hours=1))
    work.change("T-1001", by="ada", reason="on leave", owner="bo", target=LATER, json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["id"], told["owner"], told["target"]) == (WORK, "bo", LATER)
    work.show("T-1001", json=False)
    said = capsys.readouterr().out
    assert "owner bo (pod_engineer), until 2026-04-01T09:00" in said
    assert "accepted when: " in said
    of_desk.board(owner="bo", most=5, json=True)
    (entry,) = json.loads(capsys.readouterr().out)["entries"]
    assert (entry["work_item"], entry["column"]) == (WORK, "open")
    of_desk.board(overdue=True, most=5, json=True)
    assert json.loads(capsys.readouterr().out)["entries"] == []


def test_a_certificate_is_withdrawn_once(
    lab: World, at: Callable[[World, datetime], None], capsys: pytest.CaptureFixture[str]
) -> None:
    at(lab, certified(lab))
    certificates.withdraw(GOOD.digest, by="fay", reason="orders are lost", json=False)
    assert f"{GOOD.short} withdrawn: withdrawn on 2026-03-07" in capsys.readouterr().out
    with pytest.raises(NotHeld, match="no certificate to withdraw"):
        certificates.withdraw(GOOD.digest, by="fay", reason="again", json=True)
