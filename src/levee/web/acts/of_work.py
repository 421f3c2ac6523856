"""How does a person change a work item: owner, date, state, acceptance?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.contract.schema import ContractFile
from levee.model.problem import Problem, Rejected
from levee.model.reader import Reader
from levee.model.work_item import WorkItem
from levee.repair import steering
from levee.site import jobs, working
from levee.site.shown import names
from levee.site.shown import work as shown
from levee.site.shown.words import word
from levee.site.working import Said, Wanted
from levee.web import telling
from levee.web.action import Doing, Done, action
from levee.web.acts.act import Act, bar, carry_out
from levee.web.forms import Field, Form, Kind
from levee.web.page import Answer, Asked, page

TEMPLATE = "levee/work.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPlace:
    """One work item as it is, and who looks at it."""

    item: WorkItem
    file: ContractFile
    who: Reader

    @property
    def zone(self) -> str:
        """The zone of who writes, as the contract has it."""
        person = self.file.people.get(self.who.person)
        return person.zone if person else "UTC"


def _form(place: WorkPlace) -> Form:
    roles = [
        names.role(place.file, role).lower() for role in steering.roles(place.item, place.file)
    ]
    return Form(
        name="change",
        title=_("Change it"),
        button=_("Change it"),
        explains=_(
            "Its owner may, and a %(titles)s. Who answers the tickets that wait for it is told of "
            "another owner or date."
        )
        % {"titles": _(" or a ").join(roles)},
        fields=_fields(place),
        kept=True,
        person=True,
    )


def _fields(place: WorkPlace) -> tuple[Field, ...]:
    item = place.item
    people = sorted(((k, p.name) for k, p in place.file.people.items()), key=lambda one: one[1])
    states = [item.state.value, *sorted(state.value for state in steering.states(item))]
    return (
        Field(name="owner", label=_("Owner"), kind=Kind.CHOICE, needed=True,
              choices=tuple(people), value=item.owner, names=True),
        Field(name="target", label=_("Target date (%(zone)s)") % {"zone": place.zone},
              kind=Kind.MOMENT, needed=True, value=_local(item.target, place.zone)),
        Field(name="state", label=_("State"), kind=Kind.CHOICE, needed=True,
              choices=tuple((state, word(state)) for state in states), value=item.state.value,
              hint=_("that a fix holds, the suite alone says")),
        Field(name="acceptance", label=_("Accepted when, one a line"), kind=Kind.TEXT,
              needed=True, value="\n".join(item.acceptance)),
        Field(name="reason", label=_("Why"), kind=Kind.TEXT, needed=True, rows=2),
    )  # fmt: skip


def _local(at: datetime, zone: str) -> str:
    """As the browser's control has it; seconds would make it another moment when sent back."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def _do(doing: Doing, place: WorkPlace) -> Done:
    text, item = doing.sent.text, place.item
    problems: list[Problem] = []
    typed = text("target")
    moved = typed != _local(item.target, place.zone)
    target = telling.instant(typed, place.zone, "target", problems) if moved else None
    if not typed:
        problems.append(Problem("target", _("is missing; work has a date")))
    if problems:
        raise Rejected(tuple(problems))
    said = Said(work_id=item.id, by=doing.by, reason=text("reason"), version=doing.sent.version)
    lines = [line for line in text("acceptance").splitlines() if line.strip()]
    wanted = Wanted(owner=text("owner"), target=target, state=text("state"), acceptance=lines)
    told = working.change(doing.hands, said, wanted, doing.now)
    transaction.on_commit(lambda: jobs.sweep(doing.now))
    owner = names.person(place.file, told["owner"])
    words = {"work": item.id, "state": told["state"], "owner": owner}
    return Done(said=_("%(work)s is changed: %(state)s, with %(owner)s.") % words)


CHANGE: Act[WorkPlace] = Act(name="change", title=noop("Change it"), form=_form, do=_do)


def answer(asked: Asked, work_id: str, **_given: str) -> Answer:
    body: dict[str, Any] = shown.work(asked.hands, work_id, asked.now)
    assert asked.who is not None
    file = asked.hands.desk.contract().file
    place = WorkPlace(item=body["item"], file=file, who=asked.who)
    return body | {"acts": bar((CHANGE,), place, asked, place.item.version)}


@page(TEMPLATE)
def work(asked: Asked, work_id: str) -> Answer:
    return answer(asked, work_id)


@action(TEMPLATE, answer)
def act(doing: Doing, work_id: str, act: str) -> Done | HttpResponse:
    item = doing.hands.desk.work_item(work_id)
    place = WorkPlace(item=item, file=doing.hands.desk.contract().file, who=doing.who)
    return carry_out((CHANGE,), act, doing, place)
