"""When do we look at it together with the customer, and whom may we write to?"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.model.problem import Problem, Rejected
from levee.model.session import Session, open_one
from levee.model.ticket import TicketState
from levee.site import booking, updating
from levee.web import telling
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, choices, unchanged, why
from levee.web.forms import Field, Form, Kind

GROUP = noop("Meet")


def _at(place: TicketPlace, *, needed: bool, hint: str = "") -> Field:
    label = _("Begins (%(zone)s)") % {"zone": place.zone}
    return Field(name="at", label=label, kind=Kind.MOMENT, needed=needed, hint=hint)


def _book(place: TicketPlace) -> Form | None:
    known = place.file.session
    if known is None or open_one(place.events) or place.ticket.state is TicketState.RESOLVED:
        return None
    return Form(
        name="book",
        title=_("Book a session"),
        button=_("Book"),
        explains=_("%(length)s together with the customer. Everybody gets an invitation.")
        % {"length": known.length},
        fields=(
            _at(place, needed=False, hint=_("empty: the first time that suits its people")),
            why(needed=False),
        ),
        person=True,
    )


def _do_book(doing: Doing, place: TicketPlace) -> Done:
    start, why_booked = _start(doing, place), doing.sent.text("reason")
    booking.book(doing.hands, place.ticket.id, doing.by, start, why_booked, doing.now)
    return Done(said=_("The session is booked; everybody is invited."))


def _start(doing: Doing, place: TicketPlace) -> Any:
    problems: list[Problem] = []
    start = telling.instant(doing.sent.text("at"), place.zone, "at", problems)
    if problems:
        raise Rejected(tuple(problems))
    return start


def _waiting(place: TicketPlace) -> Session | None:
    return open_one(place.events)


def _move(place: TicketPlace) -> Form | None:
    if _waiting(place) is None:
        return None
    return Form(
        name="move-session",
        title=_("Move the session"),
        button=_("Move it"),
        explains=_("The same session at another time; everybody gets the changed invitation."),
        fields=(_at(place, needed=True), why(needed=False)),
        person=True,
    )


def _do_move(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    start = _start(doing, place)
    if start is None:
        raise Rejected((Problem("at", _("is missing; say when it begins")),))
    reason = doing.sent.text("reason")
    booking.move(doing.hands, place.ticket.id, doing.by, start, reason, doing.now)
    return Done(said=_("The session is moved; everybody hears of it."))


_ENDS: dict[str, tuple[str, Callable[..., dict[str, Any]]]] = {
    "held": (noop("It took place"), booking.held),
    "missed": (noop("Somebody did not come: the next one is booked at once"), booking.missed),
    "cancel": (noop("It will not take place"), booking.cancel),
}


def _end(place: TicketPlace) -> Form | None:
    if _waiting(place) is None:
        return None
    how = Field(
        name="how",
        label=_("How it ended"),
        kind=Kind.CHOICE,
        needed=True,
        choices=choices({name: _(words) for name, (words, _story) in _ENDS.items()}, _("choose")),
    )
    return Form(
        name="end-session",
        title=_("End the session"),
        button=_("Write it down"),
        fields=(how, why(_("What came out, or why"))),
        person=True,
    )


def _do_end(doing: Doing, place: TicketPlace) -> Done:
    unchanged(doing, place)
    how = doing.sent.text("how")
    if how not in _ENDS:
        raise Rejected((Problem("how", _("is missing; say how it ended")),))
    words, story = _ENDS[how]
    story(doing.hands, place.ticket.id, doing.by, doing.sent.text("reason"), doing.now)
    return Done(said=f"{_(words)}.")


def _verify(place: TicketPlace) -> Form | None:
    return Form(
        name="verify-contact",
        title=_("Verify an address"),
        button=_("Verify"),
        explains=_(
            "Only verified addresses of the customer are written to. Say how you made sure "
            "that this one is theirs."
        ),
        fields=(
            Field(name="mail", label=_("Address"), needed=True),
            Field(name="how", label=_("How it was verified"), needed=True),
        ),
        person=True,
    )


def _do_verify(doing: Doing, place: TicketPlace) -> Done:
    mail, how = doing.sent.text("mail"), doing.sent.text("how")
    updating.verify_contact(doing.hands, place.ticket.id, mail, doing.by, how, doing.now)
    return Done(
        said=_("%(mail)s may be written to about %(id)s.") % {"mail": mail, "id": place.ticket.id}
    )


def _withdraw(place: TicketPlace) -> Form | None:
    if not place.customer:
        return None
    mail = Field(
        name="mail",
        label=_("Address"),
        kind=Kind.CHOICE,
        needed=True,
        choices=tuple((m, m) for m in place.customer),
        names=True,
    )
    return Form(
        name="withdraw-contact",
        title=_("Withdraw an address"),
        button=_("Withdraw"),
        explains=_("Nobody writes there about this ticket any more."),
        fields=(mail,),
        person=True,
    )


def _do_withdraw(doing: Doing, place: TicketPlace) -> Done:
    mail = doing.sent.text("mail")
    updating.withdraw_contact(doing.hands, place.ticket.id, mail, doing.by, doing.now)
    return Done(said=_("%(mail)s is not written to any more.") % {"mail": mail})


BOOK = Act(name="book", title=noop("Book a session"), form=_book, do=_do_book, group=GROUP)
MOVE = Act(
    name="move-session", title=noop("Move the session"), form=_move, do=_do_move, group=GROUP
)
END = Act(name="end-session", title=noop("End the session"), form=_end, do=_do_end, group=GROUP)
VERIFY = Act(
    name="verify-contact", title=noop("Verify an address"), form=_verify, do=_do_verify, group=GROUP
)
WITHDRAW = Act(
    name="withdraw-contact",
    title=noop("Withdraw an address"),
    form=_withdraw,
    do=_do_withdraw,
    group=GROUP,
)
