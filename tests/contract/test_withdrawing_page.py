"""Is a certificate withdrawn from its page and by the API, and does every face say so at once?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import api_house
import pytest
from django.test import Client

from desk_people import ADA
from filling_in import opened, said, send
from levee.flow import certifying
from levee.model.event import Event, EventKind
from levee.model.reader import Reader
from levee.site.hands import hands
from levee.store import ledger
from signed_in import signed_in

pytestmark = pytest.mark.django_db
FAY = Reader(mail="fay@vendor.example", name="Fay Okoye", person="fay")
ANN = Reader(mail="ann@aurora.example", name="Ann", partner="Aurora")
WHY = "orders are lost at Borealis"


@pytest.fixture
def digest(store: Path, two: SimpleNamespace) -> str:
    """A stack of Aurora's that holds a starter's certificate."""
    named = str(two.aurora.named["digest"])
    stack = hands(store).lab.stack(named)
    suite = hands(store).lab.suite()
    now = datetime.now(UTC)
    data = {"suite_digest": suite.digest, "until": (now + timedelta(days=9)).isoformat()}
    ledger.append(
        [Event(subject=certifying.subject(stack), kind=EventKind.GRANTED, at=now, actor="fay",
               reason="for a starter", key="granted", data=data)]
    )  # fmt: skip
    return named


def faces(ann: Client, digest: str) -> list[str]:
    """Badge, portal, and the answer to whoever asks whether they may upgrade."""
    badge = Client().get(f"/badges/{digest}.svg").content.decode()
    asked = ann.post("/portal/check/", {"stack": digest})
    return [badge, said(ann.get("/portal/stacks/")), said(asked)]


def test_its_page_withdraws_it_and_every_face_says_so(digest: str) -> None:
    fay, ann = signed_in(Client(), FAY), signed_in(Client(), ANN)
    at = f"/certificates/{digest}/"
    assert not any("withdrawn" in face.lower() for face in faces(ann, digest))
    unsure = send(fay, at, "withdraw", reason=WHY)
    assert unsure.status_code == 422
    assert "has to be ticked" in said(unsure)
    done = send(fay, at, "withdraw", reason=WHY, sure="yes")
    assert done.status_code == 303
    for face in faces(ann, digest):
        assert "withdrawn" in face.lower()
        assert "Borealis" not in face
        assert "Fay" not in face
    page = said(fay.get(at))
    assert "Withdrawn by Fay Okoye" in page
    assert WHY in page
    assert "Not to be relied on" not in page


def test_an_older_page_withdraws_nothing_twice(digest: str) -> None:
    fay, at = signed_in(Client(), FAY), f"/certificates/{digest}/"
    address, form = opened(fay, at, "withdraw")
    send(fay, at, "withdraw", reason=WHY, sure="yes")
    late = fay.post(address, form | {"reason": "mine", "sure": "yes"})
    assert late.status_code == 409
    kinds = [e.kind for e in ledger.events(f"stack:{digest}")]
    assert kinds.count(EventKind.CERTIFICATE_WITHDRAWN) == 1


def test_whoever_holds_no_right_is_told(digest: str) -> None:
    answer = send(
        signed_in(Client(), ADA), f"/certificates/{digest}/", "withdraw", reason=WHY, sure="yes"
    )
    assert answer.status_code == 409
    assert "ada does not hold Release manager" in said(answer)


def test_the_api_withdraws_and_tells_partners_neither_who_nor_why(digest: str) -> None:
    api, path = api_house.key(Client()), f"/certificates/{digest}"
    body = {"by": "fay", "reason": WHY, "said": "Orders may be lost."}
    told = api.post(f"{path}/withdrawals", body)
    assert told.status_code == 201, told.content
    assert (told.json()["state"], told.json()["channels"]) == ("withdrawn", [])
    assert api.get(path).json()["withdrawal"]["by"] == "fay"
    assert api.post(f"{path}/withdrawals", body).status_code == 409
    theirs = api_house.key(Client(), partner="Aurora")
    seen = theirs.get(path)
    assert seen.json()["withdrawn_at"]
    assert "Borealis" not in seen.content.decode()
    assert "withdrawal" not in seen.json()
    assert theirs.post(f"{path}/withdrawals", body).status_code == 403
