"""Who is told of Events by a webhook, how did each attempt go, and what do admins do about it?"""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.model.problem import Problem, Rejected
from levee.model.reader import Whom
from levee.site import stories_webhooks
from levee.site.stories_webhooks import Wanted
from levee.store import webhooks
from levee.web.action import Doing, Done, action
from levee.web.acts.act import Act, carry_out
from levee.web.forms import Field, Form, Kind
from levee.web.page import Answer, Asked, page
from levee.web.sent import Sent
from levee.web.settings.tabs import Once, body, drawn, nothing

TEMPLATE = "levee/settings_webhooks.html"
SHOWN = 50  #: attempts on a page


def _form(_place: None) -> Form:
    return Form(
        name="add",
        title=_("Add an endpoint"),
        button=_("Add it"),
        explains=_("Messages are signed (Standard Webhooks). The signing secret is shown once."),
        fields=(
            Field(
                name="url", label=_("Address"), needed=True, hint=_("https://, and reachable now")
            ),
            Field(name="name", label=_("What it is for")),
            Field(
                name="partner", label=_("Partner"), hint=_("told of their tickets only; empty: all")
            ),
            Field(
                name="kinds",
                label=_("Kinds of Events"),
                kind=Kind.TEXT,
                rows=3,
                hint=_("one a line, such as opened; empty: every kind"),
            ),
        ),
    )


def _wanted(sent: Sent) -> Wanted:
    return Wanted(
        url=sent.text("url"),
        kinds=tuple(sent.text("kinds").split()),
        partner=sent.text("partner"),
        name=sent.text("name"),
    )


def _look_at(doing: Doing, act: str) -> None:
    if act == "add":
        stories_webhooks.look_at(_wanted(doing.sent))


def _add(doing: Doing, _place: None) -> HttpResponse:
    endpoint, secret = stories_webhooks.keep(_wanted(doing.sent), doing.now)
    return Once(
        title=_("The signing secret of %(url)s") % {"url": endpoint.url},
        shown=secret,
        says=_("Give it to whoever checks our signatures. It is shown this once."),
        back=doing.page,
    )


def _number(doing: Doing, name: str) -> int:
    given = doing.sent.text(name)
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Rejected((Problem(name, _("is a whole number")),))
    return int(given)


def _remove(doing: Doing, _place: None) -> Done:
    found = webhooks.find(_number(doing, "webhook"))
    webhooks.remove(found.id, doing.now)
    return Done(said=_("%(url)s is told nothing more; its log stays.") % {"url": found.url})


def _redeliver(doing: Doing, _place: None) -> Done:
    told = webhooks.delivery(_number(doing, "delivery"))
    webhooks.owe_again(told)
    back = f"{doing.page}?log={told.webhook}#log"
    return Done(said=_("It is told again within a minute."), to=back)


ACTS: tuple[Act[None], ...] = (
    Act(name="add", title=noop("Add an endpoint"), form=_form, do=_add),
    Act(name="remove", title="", form=nothing, do=_remove),
    Act(name="redeliver", title="", form=nothing, do=_redeliver),
)


def answer(asked: Asked, **_: str) -> Answer:
    shown = {"endpoints": [stories_webhooks.said(one) for one in webhooks.every()]}
    return body(asked, "settings_webhooks", ACTS, None, shown | {"log": _log(asked)})


def _log(asked: Asked) -> dict[str, object] | None:
    """The attempts of the endpoint that is asked for; Unknown where there is none."""
    given, before = asked.query.get("log", ""), asked.query.get("before", "0")
    if not (given.isdecimal() and before.isdecimal() and max(len(given), len(before)) < 10):
        return None
    endpoint = webhooks.find(int(given))
    told = webhooks.deliveries(endpoint.id, int(before), SHOWN + 1)
    return {
        "endpoint": stories_webhooks.said(endpoint),
        "attempts": [stories_webhooks.attempt(one) for one in told[:SHOWN]],
        "older": told[SHOWN - 1].id if len(told) > SHOWN else 0,
    }


@page(TEMPLATE, Whom.ADMIN)
def look(asked: Asked) -> Answer:
    return answer(asked)


@action(TEMPLATE, answer, Whom.ADMIN, first=_look_at)
def _act(doing: Doing, act: str) -> Done | HttpResponse:
    return carry_out(ACTS, act, doing, None)


def act(request: HttpRequest, act: str) -> HttpResponse:
    return drawn(request, _act(request, act=act))
