"""What can the lab be asked about a ticket: see it fail, narrow it down, try a fix?"""

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.desk import evidence
from levee.model.problem import NotHeld, Problem, Rejected
from levee.model.ticket import Stage
from levee.model.work_item import WorkState
from levee.site import stories, stories_jobs
from levee.site.shown.words import word
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, choices, why
from levee.web.forms import Field, Form, Kind

GROUP = noop("Lab")


def _owed(place: TicketPlace) -> str:
    """What has to be there before anything runs, in words."""
    lacking = ", ".join(word(part.value) for part in evidence.missing(place.ticket))
    if not lacking:
        return ""
    return " " + _("First, its evidence has to be sealed: %(list)s.") % {"list": lacking}


def _reproduce(place: TicketPlace) -> Form | None:
    if place.ticket.stack is None or place.ticket.interaction:
        return None
    return Form(
        name="reproduce",
        title=_("Reproduce"),
        button=_("Run it"),
        explains=_(
            "Runs the ticket's stack beside the nearest one that passes, in the "
            "background; the result comes into the timeline."
        )
        + _owed(place),
    )


def _do_reproduce(doing: Doing, place: TicketPlace) -> Done:
    _ready(doing, place)
    stories_jobs.reproduce(place.ticket.id)
    return Done(said=_("The lab has it. The result comes into the timeline."))


def _isolate(place: TicketPlace) -> Form | None:
    if place.ticket.stage is not Stage.REPRODUCED:
        return None
    return Form(
        name="isolate",
        title=_("Isolate"),
        button=_("Narrow it down"),
        explains=_(
            "Searches the smallest change that fails, in the background; each "
            "question comes into the timeline as it is asked."
        )
        + _owed(place),
    )


def _do_isolate(doing: Doing, place: TicketPlace) -> Done:
    _ready(doing, place)
    stories_jobs.isolate(place.ticket.id, 0)
    return Done(said=_("The lab narrows it down. Each question comes into the timeline."))


def _ready(doing: Doing, place: TicketPlace) -> None:
    if place.ticket.interaction:
        raise NotHeld(f"{place.ticket.id} is isolated already")
    if place.ticket.stack is None:
        raise NotHeld(f"{place.ticket.id} has no stack that could be run")
    if lacking := evidence.refusal(place.ticket):
        raise NotHeld(lacking)
    doing.hands.lab.suite()


def _fix(place: TicketPlace) -> Form | None:
    works = stories.works(place.ticket)
    if not works:
        return None
    return Form(
        name="fix",
        title=_("Offer a fix"),
        button=_("Try it"),
        explains=_(
            "The suite runs on the ticket's stack with the fix and on the top stacks that it "
            "touches: the label goes, or the channel goes back."
        ),
        fields=(
            Field(
                name="work_item",
                label=_("Work item"),
                kind=Kind.CHOICE,
                choices=choices(works),
                names=True,
                value=works[0],
            ),
            Field(
                name="change",
                label=_("What changes, one a line"),
                kind=Kind.TEXT,
                needed=True,
                hint=_(
                    'such as pkg:pypi/packaging 24.2 -> 23.2; "setting cache.backend redis -> '
                    'memory"; or a fix file (JSON). '
                    "Nothing before or after the arrow: added, removed"
                ),
            ),
            Field(name="notes", label=_("Notes"), kind=Kind.TEXT, rows=2),
        ),
        kept=True,
    )


def _do_fix(doing: Doing, place: TicketPlace) -> Done:
    works = stories.works(place.ticket)
    work = doing.sent.text("work_item")
    if work not in works:
        raise Rejected(
            (Problem("work_item", _("is one of %(list)s") % {"list": ", ".join(works)}),)
        )
    change, notes = stories.read_fix(_fix_file(doing))
    if doing.hands.desk.work_item(work).state is WorkState.VERIFYING:
        raise NotHeld(f"a fix of {work} is being tried; wait for its result")
    doing.hands.lab.suite()
    stories_jobs.mend(work, change, notes or doing.sent.text("notes"))
    return Done(said=_("The lab tries the fix. The result comes into the timeline."))


def _fix_file(doing: Doing) -> Any:
    text = doing.sent.text("change")
    if text.startswith("{"):
        try:
            return json.loads(text)
        except ValueError as error:
            raise Rejected(
                (Problem("change", _("is no JSON: %(error)s") % {"error": error}),)
            ) from None
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Rejected((Problem("change", _("is missing; say what changes")),))
    return {"stack_change": [_delta(line, n) for n, line in enumerate(lines, start=1)]}


def _delta(line: str, number: int) -> dict[str, str]:
    left, is_change, after = (part.strip() for part in line.partition("->"))
    is_setting = left.startswith("setting ")
    component, _gap, before = left.removeprefix("setting ").strip().partition(" ")
    if not is_change or not component or not (before.strip() or after):
        raise Rejected(
            (
                Problem(
                    "change",
                    _("line %(number)s is no change such as A 1.0 -> 1.1") % {"number": number},
                ),
            )
        )
    kind = "setting" if is_setting else _kind(before.strip(), after)
    told = {"kind": kind, "component": component, "from": before.strip(), "to": after}
    return {name: value for name, value in told.items() if value}


def _kind(before: str, after: str) -> str:
    if not before:
        return "added"
    return "version" if after else "removed"


def _overrule(place: TicketPlace) -> Form | None:
    if not place.ticket.finding or place.ticket.closed:
        return None
    return Form(
        name="overrule",
        title=_("It works as documented"),
        button=_("Overrule the finding"),
        explains=_(
            "The evidence says %(finding)s. Where it works as documented a person says so, "
            "and the work becomes a knowledge article."
        )
        % {"finding": word(place.ticket.finding)},
        fields=(why(),),
        person=True,
    )


def _do_overrule(doing: Doing, place: TicketPlace) -> Done:
    said = (doing.by, doing.sent.text("reason"))
    told = stories.overruled(doing.hands, place.ticket.id, said, doing.now)
    return Done(said=_("The finding is %(finding)s now.") % {"finding": word(told["finding"])})


REPRODUCE = Act(
    name="reproduce", title=noop("Reproduce"), form=_reproduce, do=_do_reproduce, group=GROUP
)
ISOLATE = Act(name="isolate", title=noop("Isolate"), form=_isolate, do=_do_isolate, group=GROUP)
FIX = Act(name="fix", title=noop("Offer a fix"), form=_fix, do=_do_fix, group=GROUP)
OVERRULE = Act(
    name="overrule",
    title=noop("It works as documented"),
    form=_overrule,
    do=_do_overrule,
    group=GROUP,
)
