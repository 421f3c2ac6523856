"""Does a secret that somebody sends lie anywhere in the data folder, or leave by mail?"""

from collections.abc import Iterator
from typing import Any

import pytest

from command import Levee
from submissions import stack_file, ticket

SECRETS = {
    "github": "it says ghp_16C7e42F292c6912E7710c838347Ae178B4a here",
    "aws": "it says AKIAQ7ZK3XW5JH2NPL4M here",
    "password": "password: hunter2-Correct-Horse-99",
    "dsn": "postgresql://shop:s3cr3t-Pa55-w0rd@db.internal:5432/shop",
}
PIECES = ("16c7e42f", "akiaq7zk", "hunter2-correct", "s3cr3t-pa55")
ONE_TEXT = "\n".join(SECRETS.values())


def everywhere(text: str) -> dict[str, Any]:
    """The text as the value and as a name of everything that a ticket has."""
    kept = ("stream", "stack", "impact", "idempotency_key")
    return {k: text for k in ticket() if k not in kept} | {
        "idempotency_key": text,
        "environment": {"key": text, text: ["value", text]},
        "traffic_profile": {text: {text: text}},
        "reproduction_steps": ["open", text],
        "attachments": [{"name": text, "text": text}],
        "impact": {text: text, "revenue_risk": text},
        text: text,
    }


def stacks(text: str) -> Iterator[Any]:
    tables = {"settings": {"s": text, text: "1"}, "platform": {"p": text, text: "1"}}
    yield stack_file() | tables | {text: text}
    yield {"components": [*stack_file()["components"], {"purl": f"pkg:pypi/x@{text}"}]}
    yield ["pkg:pypi/datasette@1.0", text, f"pkg:pypi/x@1?token={text}"]
    yield {"datasette": "1.0", "x": text, text: "1"}
    yield f"datasette==1.0\n{text}\nx=={text}\n"


@pytest.mark.parametrize("text", [*SECRETS.values(), ONE_TEXT], ids=[*SECRETS, "all"])
def test_no_secret_stays_whatever_field_it_came_in(levee: Levee, text: str) -> None:
    several = stacks(text) if text == ONE_TEXT else [next(stacks(text))]
    said = ""
    for number, stack in enumerate(several):
        body = everywhere(text) | {"stack": stack, "idempotency_key": f"{text}{number}"}
        answer = levee.intake(body, "--json")
        assert answer.code == 2
        said += answer.out + answer.err
    levee.say("tick", now="2026-03-09T09:00:00+00:00")
    assert any((levee.data / "mail").iterdir())
    kept = levee.kept().lower()
    for piece in PIECES:
        assert piece not in said.lower()
        assert piece.encode() not in kept


def test_what_is_no_json_is_sealed_unread(levee: Levee) -> None:
    levee.intake(f'{{"password": "{SECRETS["github"]}"'.encode())
    assert PIECES[0].encode() not in levee.kept().lower()
