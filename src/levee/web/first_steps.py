"""How does an operator come from an empty store to the first night, and what is done here?"""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from levee.contract.schema import ContractFile
from levee.learn.first_steps import Step
from levee.model.problem import Problem, Rejected
from levee.model.reader import Whom
from levee.site import stories_accounts, stories_fleet
from levee.site.evidence import LARGEST
from levee.site.shown import first_steps as shown
from levee.store import accounts
from levee.web import contract_person
from levee.web.action import Doing, Done, action
from levee.web.acts import of_lab
from levee.web.acts.act import Act, bar, carry_out
from levee.web.forms import Field, Form, Kind
from levee.web.page import Answer, Asked, page

TEMPLATE = "levee/first_steps.html"
EXAMPLE = '{"client": "nordic-maps", "traffic": 40, "stack": ["pkg:pypi/datasette@0.65.1"]}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    file: ContractFile
    person: str  #: who the reader is in the contract


def _place(asked: Asked | Doing) -> Place:
    person = asked.who.person if asked.who else ""
    return Place(file=asked.hands.desk.contract().file, person=person)


def _person(place: Place) -> Form:
    return Form(
        name="person",
        title=_("Say who you are"),
        button=_("That is me"),
        explains=_("What you do on these pages is done as this person, with their duties."),
        fields=(contract_person.field(place.file, _("Who you are in the contract"), place.person),),
    )


def _do_person(doing: Doing, place: Place) -> Done:
    contract, person = doing.hands.desk.contract(), doing.sent.text("person")
    account = accounts.of(doing.who.mail)
    stories_accounts.set_person(account, person, contract, doing.now, doing.by)
    name = place.file.people[person].name if person else _("nobody of the contract")
    return Done(said=_("You are %(name)s.") % {"name": name})


def _fleet(place: Place) -> Form:
    return Form(
        name="fleet",
        title=_("Take clients in"),
        button=_("Take them in"),
        explains=_("All lines or none. The latest report of a client replaces the one before it."),
        fields=(
            Field(
                name="file",
                label=_("Fleet file"),
                kind=Kind.FILE,
                hint=_("JSON lines, or CSV with a heading"),
            ),
            Field(
                name="lines",
                label=_("Or its lines"),
                kind=Kind.TEXT,
                rows=4,
                example=EXAMPLE,
            ),
        ),
    )


def _do_fleet(doing: Doing, place: Place) -> Done:
    where, text = _sent_fleet(doing)
    told = stories_fleet.report(doing.hands, text.splitlines(), where, doing.now)
    named = {"n": told["taken_in"], "stacks": told["stacks"]}
    return Done(said=_("Taken in: %(n)s clients, %(stacks)s distinct stacks.") % named)


def _sent_fleet(doing: Doing) -> tuple[str, str]:
    """The field that it stands in, and its text."""
    body, typed = doing.sent.files.get("file", b""), doing.sent.whole("lines")
    if bool(body) is bool(typed.strip()):
        raise Rejected((Problem("file", _("is one of both: a file, or lines")),))
    if not body:
        return "lines", typed
    if len(body) > LARGEST:
        raise Rejected((Problem("file", _("is too large; `levee fleet import` takes any size")),))
    try:
        return "file", body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Rejected((Problem("file", _("is not UTF-8: %(why)s") % {"why": error}),)) from None


def _night(place: Place) -> Form:
    return Form(
        name="night",
        title=_("Start the night of today"),
        button=_("Start the night"),
        explains=_("In the background, as soon as the lab is free."),
    )


def _do_night(doing: Doing, place: Place) -> Done:
    return of_lab.start_night(doing, "")


ACTS: tuple[Act[Place], ...] = (
    Act(name="person", title="", form=_person, do=_do_person),
    Act(name="fleet", title="", form=_fleet, do=_do_fleet),
    Act(name="night", title="", form=_night, do=_do_night),
)
#: What can be pressed in which step; the others lead to pages.
PRESSED = {Step.PEOPLE: "person", Step.FLEET: "fleet", Step.NIGHT: "night"}


def answer(asked: Asked, **_: str) -> Answer:
    body = shown.steps(asked.hands, asked.data, asked.now, asked.who)
    acts = bar(ACTS, _place(asked), asked, None)
    for step in body["steps"]:
        act = PRESSED.get(Step(step["step"]), "")
        is_open = bool(acts["form"]) and acts["form"]["name"] == act
        step |= {"act": act, "form": acts["form"] if is_open else None}
    return body | {"refused": acts["refused"]}


@page(TEMPLATE, Whom.ADMIN)
def look(asked: Asked) -> Answer:
    return answer(asked)


@action(TEMPLATE, answer, Whom.ADMIN)
def act(doing: Doing, act: str) -> Done | HttpResponse:
    return carry_out(ACTS, act, doing, _place(doing))
