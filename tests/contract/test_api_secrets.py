"""Does a secret that somebody posts come back in any answer, page, row, file or delivery?"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_house import Api
from django.apps import apps
from django.conf import settings
from django.test import Client

import submissions
from levee.web.api.api import api
from signed_in import signed_in

pytestmark = pytest.mark.django_db
PERSON = "Wilhelmina Quist"
TOLD = "password: hunter2-Correct-Horse-99\nit says gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a\n"
PIECES = ("16c7e42f", "hunter2-correct", PERSON.lower())
READS = [
    path
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items()
    if "get" in methods
]
PAGES = ("/", "/inbox/partner/", "/inbox/standard/", "/board/", "/matrix/", "/numbers/",
         "/certificates/", "/tickets/{ticket_id}/")  # fmt: skip


def written(staff: Api) -> Iterator[Any]:
    """A ticket, and each thing that the API lets somebody write to one."""
    body = submissions.ticket(
        description=f"{TOLD}{PERSON} saw it",
        title=f"{PERSON} {TOLD[:34]}",
        environment={TOLD: [TOLD, PERSON]},
        traffic_profile={"note": TOLD},
        reproduction_steps=["open", TOLD],
        attachments=[{"name": TOLD, "text": TOLD}],
        private_names=[PERSON],
        idempotency_key="secrets-1",
    )
    yield staff.post("/tickets", body, idempotency_key="secrets-1")
    ticket = staff.get("/tickets").json()["items"][0]["id"]
    for move in ("note", "reply", "hear", "triage", "split", "pause"):
        told = {"text": TOLD, "note": TOLD, "plan": TOLD, "title": TOLD, "description": TOLD}
        wanted = {"by": "edo", "reason": TOLD, **told}
        yield staff.post(f"/tickets/{ticket}/moves/{move}", wanted)
    evidence = {"by": "dara", "error_report": TOLD, "affected_screen": TOLD}
    yield staff.post(f"/tickets/{ticket}/evidence", evidence)
    yield staff.post("/redact", {"text": TOLD})
    yield staff.post("/tickets", {TOLD: TOLD, "title": 7}, idempotency_key=TOLD[:20])


def everything(client: Client, staff: Api) -> Iterator[str]:
    """What the API and the pages answer, what the tables hold, what lies in the data folder."""
    ticket = staff.get("/tickets").json()["items"][0]["id"]
    for path in READS:
        yield staff.get(re.sub(r"\{ticket_id\}", ticket, path)).content.decode()
    signed_in(client)
    for path in PAGES:
        yield client.get(path.replace("{ticket_id}", ticket)).content.decode()
    for model in (m for m in apps.get_models() if m._meta.managed):
        yield from (repr(row) for row in model._default_manager.values())
    for file in Path(settings.DATA).rglob("*"):
        if file.is_file():
            yield file.read_bytes().decode("utf-8", "replace")


def test_no_secret_comes_back_in_any_answer_page_row_or_file(staff: Api, client: Client) -> None:
    answers = list(written(staff))
    assert answers[0].status_code in (200, 201), answers[0].content
    assert {answer.status_code for answer in answers[1:]} <= {200, 201, 202, 400, 404, 409, 422}
    assert answers[1].status_code == 200, answers[1].content
    answers.append(staff.post("/tick"))
    whole = "\n".join([*(a.content.decode() for a in answers), *everything(client, staff)]).lower()
    for piece in PIECES:
        assert piece not in whole
    assert "[redacted:person_1]" in whole
