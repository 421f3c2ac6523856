"""May this Stack be relied on? What is pasted is in no address and no log."""

from levee.site.shown import check as shown
from levee.web.action import Doing, Done, Looked, action
from levee.web.forms import token
from levee.web.page import Answer, Asked, page

TEMPLATE = "levee/check.html"


def answer(asked: Asked, **_: str) -> Answer:
    text = asked.refused.sent.whole("stack") if asked.refused else ""
    found = shown.page(asked.hands, asked.data, text, asked.now)
    return found | {"action": f"{asked.path}do/check/", "token": token()}


@page(TEMPLATE)
def check(asked: Asked) -> Answer:
    return answer(asked)


@action(TEMPLATE, answer)
def act(doing: Doing) -> Done:
    """Nothing is written: the page reads what was sent and answers."""
    raise Looked({})
