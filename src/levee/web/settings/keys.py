"""Which keys of the API are there, and how is one made and ended?"""

from datetime import UTC, datetime, time

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.model.access import FOR_PARTNERS, Scope
from levee.model.problem import Problem, Rejected
from levee.model.reader import Whom
from levee.site import stories_keys
from levee.store import api_keys
from levee.store.api_keys import Wanted
from levee.web.action import Doing, Done, action
from levee.web.acts.act import Act, carry_out
from levee.web.forms import Field, Form, Kind
from levee.web.page import Answer, Asked, page
from levee.web.sent import Sent
from levee.web.settings.tabs import Once, body, drawn, nothing

TEMPLATE = "levee/settings_keys.html"
SCOPE = "scope."


def _form(_place: None) -> Form:
    scopes = tuple(
        Field(
            name=f"{SCOPE}{scope.value}",
            label=f"{scope.value} {_('(partners too)')}" if scope in FOR_PARTNERS else scope.value,
            kind=Kind.TICK,
            names=True,
        )
        for scope in Scope
    )
    return Form(
        name="make",
        title=_("Make a key"),
        button=_("Make it"),
        explains=_("What it may do is ticked below. Its secret is shown once."),
        fields=(
            Field(name="name", label=_("What it is for"), needed=True),
            Field(name="partner", label=_("Partner"), hint=_("empty: your own")),
            Field(name="per_minute", label=_("Requests a minute"), needed=True, value="600"),
            Field(name="expires", label=_("Ends on"), hint=_("a date such as 2027-01-31, UTC")),
            *scopes,
        ),
    )


def _wanted(sent: Sent) -> Wanted:
    problems = []
    ends: datetime | None = None
    if given := sent.text("expires"):
        try:
            day = datetime.strptime(given, "%Y-%m-%d").date()  # noqa: DTZ007  # a date alone
            ends = datetime.combine(day, time.max.replace(microsecond=0), UTC)
        except ValueError:
            problems.append(Problem("expires", _("is a date such as 2027-01-31")))
    per_minute = sent.text("per_minute")
    if not (per_minute.isascii() and per_minute.isdigit() and len(per_minute) < 8):
        problems.append(Problem("per_minute", _("is a whole number")))
    if problems:
        raise Rejected(tuple(problems))
    return Wanted(
        name=sent.text("name"),
        scopes=[name.removeprefix(SCOPE) for name in sent.texts if name.startswith(SCOPE)],
        partner=sent.text("partner"),
        per_minute=int(per_minute),
        expires_at=ends,
    )


def _make(doing: Doing, _place: None) -> HttpResponse:
    made, secret = stories_keys.create(_wanted(doing.sent), doing.now)
    return Once(
        title=_("The key %(name)s") % {"name": made.name},
        shown=secret,
        says=_("Copy it now: it is kept nowhere, and shown this once."),
        back=doing.page,
    )


def _revoke(doing: Doing, _place: None) -> Done:
    given = doing.sent.text("key")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise Rejected((Problem("key", _("is the number of a key")),))
    made = api_keys.revoke(int(given), doing.now)
    return Done(said=_("The key %(name)s opens nothing any more.") % {"name": made.name})


ACTS: tuple[Act[None], ...] = (
    Act(name="make", title=noop("Make a key"), form=_form, do=_make),
    Act(name="revoke", title="", form=nothing, do=_revoke),
)


def answer(asked: Asked, **_: str) -> Answer:
    rows = [
        stories_keys.said(key) | {"refused": (no := key.refused(asked.now)) and no.value}
        for key in api_keys.every()
    ]
    return body(asked, "settings_keys", ACTS, None, {"keys": rows})


@page(TEMPLATE, Whom.ADMIN)
def look(asked: Asked) -> Answer:
    return answer(asked)


@action(TEMPLATE, answer, Whom.ADMIN)
def _act(doing: Doing, act: str) -> Done | HttpResponse:
    return carry_out(ACTS, act, doing, None)


def act(request: HttpRequest, act: str) -> HttpResponse:
    return drawn(request, _act(request, act=act))
