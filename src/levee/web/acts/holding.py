"""What holds a ticket up, ends it, or lets it go on?"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext

from levee.desk.moves.table import Move
from levee.model.ticket import TicketState
from levee.site import moves
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, why, wish
from levee.web.forms import Field, Form, Kind

GROUP = noop("State")


def _pause(place: TicketPlace) -> Form | None:
    if not place.may(Move.PAUSE):
        return None
    return Form(
        name="pause",
        title=_("Put on hold"),
        button=_("Put on hold"),
        explains=_("The promises that the contract lets stand meanwhile stand; the others go on."),
        fields=(
            why(),
            Field(
                name="until_reply",
                label=_("Until the reporter writes again"),
                kind=Kind.TICK,
            ),
        ),
    )


def _do_pause(doing: Doing, place: TicketPlace) -> Done:
    moves.pause(doing.hands, wish(doing, place), doing.sent.ticked("until_reply"))
    return Done(said=_("It is on hold."))


def _resume(place: TicketPlace) -> Form | None:
    if not place.may(Move.RESUME):
        return None
    pended = place.ticket.state is TicketState.PENDED
    gaps = " " + _("Its gaps stay flagged.") if pended else ""
    return Form(
        name="resume",
        title=_("Go on"),
        button=_("Go on"),
        explains=_("Work goes on, and the promises run again.") + gaps,
        fields=(why(needed=False),),
    )


def _do_resume(doing: Doing, place: TicketPlace) -> Done:
    moves.resume(doing.hands, wish(doing, place))
    return Done(said=_("Work goes on."))


def _resolve(place: TicketPlace) -> Form | None:
    if not place.may(Move.RESOLVE):
        return None
    members = len(place.ticket.members)
    others = (
        " "
        + ngettext(
            "So is the %(number)s that is part of this case.",
            "So are the %(number)s that are part of this case.",
            members,
        )
        % {"number": members}
        if members
        else ""
    )
    return Form(
        name="resolve",
        title=_("Resolve"),
        button=_("Resolve"),
        explains=_("The reporter has what they need. They can always write again.") + others,
        fields=(why(_("What they have now")),),
    )


def _do_resolve(doing: Doing, place: TicketPlace) -> Done:
    moves.resolve(doing.hands, wish(doing, place))
    return Done(said=_("%(id)s is resolved.") % {"id": place.ticket.id})


def _reopen(place: TicketPlace) -> Form | None:
    if not place.may(Move.REOPEN):
        return None
    leaves = place.ticket.state is TicketState.MERGED
    explains = (
        _("It leaves the case %(case)s and goes on by itself.") % {"case": place.ticket.case}
        if leaves
        else (_("It was not resolved after all. Each promise goes on as the contract says."))
    )
    return Form(
        name="reopen", title=_("Reopen"), button=_("Reopen"), explains=explains, fields=(why(),)
    )


def _do_reopen(doing: Doing, place: TicketPlace) -> Done:
    moves.reopen(doing.hands, wish(doing, place))
    return Done(said=_("%(id)s goes on.") % {"id": place.ticket.id})


PAUSE = Act(name="pause", title=noop("Put on hold"), form=_pause, do=_do_pause, group=GROUP)
RESUME = Act(name="resume", title=noop("Go on"), form=_resume, do=_do_resume)
RESOLVE = Act(name="resolve", title=noop("Resolve"), form=_resolve, do=_do_resolve)
REOPEN = Act(name="reopen", title=noop("Reopen"), form=_reopen, do=_do_reopen)
