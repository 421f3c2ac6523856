"""How do our own people take a report in?"""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from levee.model.reader import Reader
from levee.site.hands import LeveeHands
from levee.web import intake
from levee.web.action import Doing, Done, action
from levee.web.intake import Whose
from levee.web.page import Answer, Asked, page

TEMPLATE = "levee/intake.html"


def _whose(stream: str, who: Reader, hands: LeveeHands) -> Whose:
    people = hands.desk.contract().file.people
    zone = people[who.person].zone if who.person in people else _("UTC")
    return Whose(
        stream=stream, zone=zone, leads_to=lambda ticket: reverse("ticket", args=(ticket,))
    )


def answer(asked: Asked, stream: str, **_: str) -> Answer:
    assert asked.who is not None
    return intake.body(asked, _whose(stream, asked.who, asked.hands))


@page(TEMPLATE)
def report(asked: Asked, stream: str) -> Answer:
    return answer(asked, stream)


@action(TEMPLATE, answer)
def act(doing: Doing, stream: str) -> Done | HttpResponse:
    return intake.do(doing, _whose(stream, doing.who, doing.hands))
