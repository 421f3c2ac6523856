"""How does mail leave and come in here, what could not be used, and does a mail arrive?"""

import os

from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from levee.model.address import address
from levee.model.problem import Problem
from levee.model.reader import Whom
from levee.site import listed, sending
from levee.store.pages import Wish
from levee.web import forms
from levee.web.action import page_of
from levee.web.forms import Field, Form, Refusal
from levee.web.page import Answer, Asked, asked, drawn, page, turned_away
from levee.web.sent import sent as read
from levee.web.settings.tabs import tabs

UNREAD = 100  #: letters that were set aside, the newest ones
TEMPLATE = "levee/settings_mail.html"
#: What is shown of the environment; a password only as being there.
SAID = (
    ("LEVEE_SMTP_HOST", noop("Server")),
    ("LEVEE_SMTP_PORT", noop("Port")),
    ("LEVEE_SMTP_SECURITY", noop("Security")),
    ("LEVEE_SMTP_USER", noop("Signs in as")),
    ("LEVEE_MAIL_FROM", noop("From")),
    ("LEVEE_MAIL_AUTHSERV", noop("Believes the results of")),
    ("LEVEE_URL", noop("Links lead to")),
)


def _form() -> Form:
    return Form(
        name="test",
        title=_("Send a test mail"),
        button=_("Send it"),
        fields=(Field(name="to", label=_("To"), needed=True),),
        explains=_("It goes at once, %(way)s.") % {"way": sending.way()},
    )


def answer(question: Asked) -> Answer:
    shown = {
        "way": sending.way(),
        "is_file": "filebased" in settings.MAILERS["default"]["BACKEND"],
        "said": [(_(title), name, os.environ.get(name, "")) for name, title in SAID],
        "has_password": bool(os.environ.get("LEVEE_SMTP_PASSWORD")),
        "unread": listed.unread(Wish(most=UNREAD), every=False)[0],
        "form": forms.shown(_form(), question.path, None, question.refused),
    }
    return {"tabs": tabs(), "here": "settings_mail", **shown}


@page(TEMPLATE, Whom.ADMIN)
def look(question: Asked) -> Answer:
    return answer(question)


@require_POST
@never_cache
def test(request: HttpRequest) -> HttpResponse:
    """Outside of any transaction: a mail server may take its time, and nobody waits for it."""
    question = asked(request)
    if away := turned_away(request, question.who, Whom.ADMIN):
        return away
    assert question.who is not None
    to = request.POST.get("to", "").strip()
    try:
        _send(address(to), question.who.name)
    except (ValueError, OSError) as error:
        status, what = (422, str(error)) if isinstance(error, ValueError) else (409, _why(error))
        sent = read(request)
        refused = Refusal(form="test", status=status, sent=sent, problems=[Problem("to", what)])
        late = asked(request, refused, page_of(request.path))
        return drawn(request, late, TEMPLATE, lambda: answer(late))
    messages.success(
        request, _("The mail to %(to)s went, %(way)s.") % {"to": to, "way": sending.way()}
    )
    return redirect("settings_mail")


def _send(to: str, who: str) -> None:
    said = _("%(who)s asked whether mail arrives. It does.") % {"who": who} + "\n"
    EmailMessage(subject=_("A test mail of Levee"), body=said, to=[to]).send(fail_silently=False)


def _why(error: OSError) -> str:
    return _("the mail did not go: %(why)s") % {"why": error.strerror or error}
