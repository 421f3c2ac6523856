"""Can every word of a page be said in another language, and is what is there translated whole?"""

import importlib.util
import re
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from levee.model.certificate import CertificateState
from levee.model.clock import ClockState, Reopen
from levee.model.event import EventKind
from levee.model.finding import Finding
from levee.model.outcome import Outcome
from levee.model.relation import Relation
from levee.model.run import Purpose
from levee.model.session import SessionState
from levee.model.stack import Component, Role, Stack
from levee.model.ticket import Stage, TicketState
from levee.model.update import UpdateState
from levee.model.work_item import WorkKind, WorkState
from levee.site.shown import names, words
from signed_in import LEA, signed_in

TOOL = Path(__file__).parents[2] / "tools" / "messages.py"
SPEC = importlib.util.spec_from_file_location("messages", TOOL)
assert SPEC and SPEC.loader
messages: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(messages)
pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(tmp_path: Path, settings: Any) -> None:
    """The pages speak the pseudo-locale, which the repository's tool has made."""
    assert messages.write(tmp_path) > 150
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), ("en-xa", "Pseudo")]


def test_english_is_whole_and_has_no_brackets(store: Path, two: SimpleNamespace) -> None:
    page = signed_in(Client(), LEA).get("/inbox/partner/").content.decode()
    assert "⟦" not in page
    assert '<html lang="en">' in page


def test_placeholders_and_marks_survive_the_pseudo_locale() -> None:
    for one in messages.messages():
        for text in filter(None, (one.text, one.plural)):
            changed = messages.pseudo(text)
            assert len(changed) >= len(text) * 1.3
            for kept in re.findall(r"%\(\w+\)[sr]|<[^>]*>|#", text):
                assert kept in changed


def test_the_template_for_translators_is_up_to_date() -> None:
    """`python tools/messages.py` writes it anew."""
    kept = (messages.LOCALE / "levee.pot").read_text(encoding="utf-8")
    assert kept == messages.template(messages.messages())


def test_one_and_many_name_the_same_values() -> None:
    for one in messages.messages():
        if one.plural:
            many = set(re.findall(r"%\(\w+\)s", one.plural))
            assert "%(number)s" in many
            assert set(re.findall(r"%\(\w+\)s", one.text)) <= many
        assert re.sub(r"%\(\w+\)[sr]|%%|% [a-z]", "", one.text).count("%") <= one.text.count(" %")


def test_a_number_decides_between_one_and_many(elsewhere: None) -> None:
    with translation.override("en-xa"):
        told = [names.stack(_stack(plugins)) for plugins in (0, 1, 2)]
    assert [re.sub("[⟦⟧·]", "", text) for text in told] == [
        "h 1 wîth ñö plügîñs", "h 1 wîth 1 plügîñ", "h 1 wîth 2 plügîñs",
    ]  # fmt: skip


def _stack(plugins: int) -> Stack:
    parts = [Component("pkg:pypi/h@1", Role.HOST)]
    parts += [Component(f"pkg:pypi/p{n}@1", Role.PLUGIN) for n in range(plugins)]
    return Stack(components=tuple(parts))


@pytest.mark.parametrize("members", [
    CertificateState, ClockState, EventKind, Finding, Outcome, Purpose, Relation, Reopen, Role,
    SessionState, Stage, TicketState, UpdateState, WorkKind, WorkState,
])  # fmt: skip
def test_every_member_that_a_page_may_say_has_its_word(members: type[StrEnum]) -> None:
    assert {names.said(one.value) for one in members} <= words.WORDS


def test_the_api_answers_in_english_whatever_is_asked_for(
    store: Path, two: SimpleNamespace, elsewhere: None
) -> None:
    answer = Client().get("/api/v1/tickets", headers={"Accept-Language": "en-xa"})
    assert answer.status_code == 401
    assert "⟦" not in answer.content.decode()
    assert "Content-Language" not in answer.headers


def test_a_page_decides_by_names_and_not_by_their_translation(
    store: Path, two: SimpleNamespace, elsewhere: None
) -> None:
    page = signed_in(Client(), LEA).get("/tickets/", headers={"Accept-Language": "en-xa"})
    assert 'value="open"' in page.content.decode()
    assert page.headers["Content-Language"] == "en-xa"
