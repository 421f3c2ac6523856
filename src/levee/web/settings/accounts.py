"""Who signs in to the pages, who is invited, and what do admins do about it?"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.contract.schema import ContractFile
from levee.model.problem import Problem, Rejected
from levee.model.reader import Reader, Whom
from levee.site import invitations, sending, stories_accounts
from levee.store import account_proofs, accounts
from levee.store import invitations as invited
from levee.store.account_models import Account
from levee.web import contract_person
from levee.web.action import Doing, Done, action
from levee.web.acts.act import Act, carry_out
from levee.web.forms import Field, Form, Kind
from levee.web.page import Answer, Asked, page
from levee.web.sent import Sent
from levee.web.settings.tabs import Once, body, drawn, nothing

TEMPLATE = "levee/settings_accounts.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    file: ContractFile
    account: str = ""  #: the number of the one whose form is open


def _place(asked: Asked | Doing) -> Place:
    given = ""
    if isinstance(asked, Asked):
        refused = asked.refused
        given = refused.sent.text("account") if refused else asked.query.get("account", "")
    return Place(file=asked.hands.desk.contract().file, account=given)


def _who(place: Place) -> tuple[Field, ...]:
    return (
        Field(name="mail", label=_("Mail address"), needed=True),
        Field(name="name", label=_("Name"), needed=True),
        contract_person.field(place.file, _("Who it is in the contract")),
        Field(
            name="partner",
            label=_("Partner"),
            hint=_("whose tickets they see, and nobody else's; empty for your own people"),
            suggests=tuple(place.file.partners),
        ),
        Field(name="admin", label=_("Looks after accounts, keys and the contract"), kind=Kind.TICK),
    )


def _invite_form(place: Place) -> Form:
    days = Field(name="days", label=_("Holds for how many days"), needed=True, value="7")
    return Form(
        name="invite",
        title=_("Invite somebody"),
        button=_("Send the invitation"),
        fields=(*_who(place), days),
        explains=_("A mail with a link, good once: %(way)s.") % {"way": sending.way()},
    )


def _make_form(place: Place) -> Form:
    return Form(
        name="make",
        title=_("Make an account"),
        button=_("Make it"),
        fields=_who(place),
        explains=_("Without a mail: you get the link that lets its owner in, and hand it over."),
    )


def _person_form(place: Place) -> Form | None:
    """Of one account, whose row leads here."""
    if not (place.account.isascii() and place.account.isdigit() and len(place.account) < 10):
        return None
    found = accounts.numbered(int(place.account))
    return Form(
        name="person",
        title=_("Who %(mail)s is in the contract") % {"mail": found.mail},
        button=_("Set it"),
        explains=_("What they do on the pages is done as this person, with their duties."),
        fields=(
            Field(name="account", label="", kind=Kind.HIDDEN, value=place.account),
            contract_person.field(place.file, _("Person"), found.person),
        ),
    )


def _reader(sent: Sent) -> Reader:
    return Reader(
        mail=sent.text("mail"),
        name=sent.text("name"),
        person=sent.text("person"),
        partner=sent.text("partner"),
        admin=sent.ticked("admin"),
    )


def _number(sent: Sent, name: str) -> int:
    given = sent.text(name)
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise Rejected((Problem(name, _("is a whole number")),))
    return int(given)


def _invite(doing: Doing, place: Place) -> Done:
    who, days = _reader(doing.sent), _number(doing.sent, "days")
    contract = doing.hands.desk.contract()
    made, _told = invitations.invite(who, days, contract, doing.now, doing.by)
    return Done(said=_("%(mail)s is invited.") % {"mail": made.who.mail})


def _make(doing: Doing, place: Place) -> HttpResponse:
    contract = doing.hands.desk.contract()
    made = stories_accounts.create(_reader(doing.sent), contract, doing.now, doing.by)
    return _link(made, stories_accounts.path_in(made), doing)


def _link(account: Account, path: str, doing: Doing) -> HttpResponse:
    return Once(
        title=_("A link for %(mail)s") % {"mail": account.mail},
        shown=settings.URL + path,
        says=_("It lets them in once, within a day. Hand it to nobody else."),
        back=doing.page,
    )


def _found(doing: Doing) -> Account:
    return accounts.numbered(_number(doing.sent, "account"))


def _close(doing: Doing, place: Place) -> Done:
    found = accounts.close(_found(doing), doing.now, doing.by)
    return Done(said=_("%(mail)s is closed, and signed out everywhere.") % {"mail": found.mail})


def _reopen(doing: Doing, place: Place) -> Done:
    return Done(
        said=_("%(mail)s is open again.")
        % {"mail": accounts.reopen(_found(doing), doing.now, doing.by).mail}
    )


def _admin(doing: Doing, place: Place) -> Done:
    found = accounts.set_admin(_found(doing), doing.sent.ticked("to"), doing.now, doing.by)
    said = _("%(mail)s is an admin.") if found.admin else _("%(mail)s is no admin any more.")
    return Done(said=said % {"mail": found.mail})


def _forget(doing: Doing, place: Place) -> Done:
    found = _found(doing)
    stories_accounts.forget_second(found, doing.now, doing.by)
    return Done(
        said=_("%(mail)s signs in with the password alone, until they set up another.")
        % {"mail": found.mail}
    )


def _person(doing: Doing, place: Place) -> Done:
    contract, person = doing.hands.desk.contract(), doing.sent.text("person")
    found = stories_accounts.set_person(_found(doing), person, contract, doing.now, doing.by)
    name = place.file.people[person].name if person else _("nobody of the contract")
    return Done(said=_("%(mail)s is %(name)s.") % {"mail": found.mail, "name": name})


def _sign_out(doing: Doing, place: Place) -> Done:
    found = _found(doing)
    stories_accounts.end_sessions(found, doing.now, doing.by)
    return Done(said=_("%(mail)s is signed out everywhere.") % {"mail": found.mail})


def _open(doing: Doing, place: Place) -> HttpResponse:
    found = _found(doing)
    return _link(found, stories_accounts.another_link(found, doing.now, doing.by), doing)


def _again(doing: Doing, place: Place) -> Done:
    made, _told = invitations.again(_number(doing.sent, "invitation"), 7, doing.now, doing.by)
    return Done(
        said=_("%(mail)s gets another link; the one before opens nothing.")
        % {"mail": made.who.mail}
    )


def _withdraw(doing: Doing, place: Place) -> Done:
    made = invitations.withdraw(_number(doing.sent, "invitation"), doing.now, doing.by)
    return Done(said=_("The invitation of %(mail)s is withdrawn.") % {"mail": made.who.mail})


ACTS: tuple[Act[Place], ...] = (
    Act(name="invite", title=noop("Invite somebody"), form=_invite_form, do=_invite),
    Act(name="make", title=noop("Make an account"), form=_make_form, do=_make),
    Act(name="person", title=noop("Who they are"), form=_person_form, do=_person),
    Act(name="sign-out", title="", form=nothing, do=_sign_out),
    Act(name="close", title="", form=nothing, do=_close),
    Act(name="reopen", title="", form=nothing, do=_reopen),
    Act(name="admin", title="", form=nothing, do=_admin),
    Act(name="forget", title="", form=nothing, do=_forget),
    Act(name="link", title="", form=nothing, do=_open),
    Act(name="again", title="", form=nothing, do=_again),
    Act(name="withdraw", title="", form=nothing, do=_withdraw),
)


def answer(asked: Asked, **_: str) -> Answer:
    every = accounts.every()
    second = account_proofs.having_second(every)
    rows: list[dict[str, Any]] = [
        stories_accounts.said(one) | {"second": one.pk in second} for one in every
    ]
    shown = {
        "accounts": rows,
        "me": asked.who.mail if asked.who else "",
        "invitations": [invitations.said(one, asked.now) for one in invited.every(100)],
    }
    return body(asked, "settings", ACTS, _place(asked), shown)


@page(TEMPLATE, Whom.ADMIN)
def look(asked: Asked) -> Answer:
    return answer(asked)


@action(TEMPLATE, answer, Whom.ADMIN)
def _act(doing: Doing, act: str) -> Done | HttpResponse:
    return carry_out(ACTS, act, doing, _place(doing))


def act(request: HttpRequest, act: str) -> HttpResponse:
    return drawn(request, _act(request, act=act))
