"""What can the lab be asked on its pages: repeat a Run, begin a Night?"""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.model.problem import Problem, Rejected
from levee.site import evidence, stories_jobs, stories_lab
from levee.site.shown import night as nights
from levee.site.shown import run as runs
from levee.web.action import Doing, Done, action
from levee.web.acts.act import Act, bar, carry_out
from levee.web.forms import Field, Form
from levee.web.page import Answer, Asked, page

RUN, MATRIX = "levee/run.html", "levee/matrix.html"


def _rerun(run_id: str) -> Form:
    return Form(
        name="rerun",
        title=_("Run it again"),
        button=_("Run it again"),
        explains=_(
            "From its own folder, with the same inputs, in the background. It is another run, "
            "and this page leads to it."
        ),
    )


def _do_rerun(doing: Doing, run_id: str) -> Done:
    evidence.may_rerun(doing.hands, run_id)
    stories_jobs.rerun(doing.hands.lab.find(run_id).id)
    return Done(said=_("The lab runs it again; this page will lead to the new run."))


def _night(today: str) -> Form:
    return Form(
        name="night",
        title=_("Start a night"),
        button=_("Start the night"),
        explains=_(
            "The heaviest stacks of the fleet, what open work items name, and the canary, in "
            "the background. One that was cut off goes on where it stopped."
        ),
        fields=(Field(name="date", label=_("Of the date"), value=today, needed=True),),
    )


def _do_night(doing: Doing, today: str) -> Done:
    return start_night(doing, doing.sent.text("date"))


def start_night(doing: Doing, given: str) -> Done:
    """Of a date, or of today where none is given; a suite has to be there."""
    doing.hands.lab.suite()
    try:
        day = stories_lab.day(doing.hands, given, doing.now)
    except Rejected as error:
        what = error.problems[0].what
        raise Rejected((Problem("date", what),)) from None
    stories_jobs.night(day)
    return Done(said=_("The night of %(day)s begins as soon as the lab is free.") % {"day": day})


RERUN: Act[str] = Act(name="rerun", title=noop("Run it again"), form=_rerun, do=_do_rerun)
NIGHT: Act[str] = Act(name="night", title=noop("Start a night"), form=_night, do=_do_night)


def run_body(asked: Asked, run_id: str, **_rest: str) -> Answer:
    body: dict[str, Any] = runs.run(asked.hands, asked.data, run_id)
    return body | {"acts": bar((RERUN,), run_id, asked, None)}


def matrix_body(asked: Asked, **_rest: str) -> Answer:
    body: dict[str, Any] = nights.page(asked.hands, asked.query)
    today: date = stories_lab.day(asked.hands, "", asked.now)
    return body | {"acts": bar((NIGHT,), today.isoformat(), asked, None)}


@page(RUN)
def run(asked: Asked, run_id: str) -> Answer:
    return run_body(asked, run_id)


@page(MATRIX)
def matrix(asked: Asked) -> Answer:
    return matrix_body(asked)


@page("levee/_heat_rows.html")
def matrix_rows(asked: Asked) -> Answer:
    """The next rows alone, for whoever scrolls."""
    return nights.rows(asked.hands, asked.query)


@action(RUN, run_body)
def act_on_run(doing: Doing, run_id: str, act: str) -> Done | HttpResponse:
    return carry_out((RERUN,), act, doing, run_id)


@action(MATRIX, matrix_body)
def act_on_nights(doing: Doing, act: str) -> Done | HttpResponse:
    return carry_out((NIGHT,), act, doing, "")
