"""What holds a ticket up, ends it, or lets it go on?"""

from levee.desk.moves.table import Move
from levee.model.ticket import TicketState
from levee.site import moves
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, why, wish
from levee.web.forms import Field, Form, Kind

GROUP = "State"


def _pause(place: TicketPlace) -> Form | None:
    if not place.may(Move.PAUSE):
        return None
    return Form(
        name="pause",
        title="Put on hold",
        button="Put on hold",
        explains="The promises that the contract lets stand meanwhile stand; the others go on.",
        fields=(
            why(),
            Field(
                name="until_reply",
                label="Until the reporter writes again",
                kind=Kind.TICK,
            ),
        ),
    )


def _do_pause(doing: Doing, place: TicketPlace) -> Done:
    moves.pause(doing.hands, wish(doing, place), doing.sent.ticked("until_reply"))
    return Done(said="It is on hold.")


def _resume(place: TicketPlace) -> Form | None:
    if not place.may(Move.RESUME):
        return None
    pended = place.ticket.state is TicketState.PENDED
    gaps = " Its gaps stay flagged." if pended else ""
    return Form(
        name="resume",
        title="Go on",
        button="Go on",
        explains=f"Work goes on, and the promises run again.{gaps}",
        fields=(why(needed=False),),
    )


def _do_resume(doing: Doing, place: TicketPlace) -> Done:
    moves.resume(doing.hands, wish(doing, place))
    return Done(said="Work goes on.")


def _resolve(place: TicketPlace) -> Form | None:
    if not place.may(Move.RESOLVE):
        return None
    members = len(place.ticket.members)
    others = f" So are the {members} that are part of this case." if members else ""
    return Form(
        name="resolve",
        title="Resolve",
        button="Resolve",
        explains=f"The reporter has what they need. They can always write again.{others}",
        fields=(why("What they have now"),),
    )


def _do_resolve(doing: Doing, place: TicketPlace) -> Done:
    moves.resolve(doing.hands, wish(doing, place))
    return Done(said=f"{place.ticket.id} is resolved.")


def _reopen(place: TicketPlace) -> Form | None:
    if not place.may(Move.REOPEN):
        return None
    leaves = place.ticket.state is TicketState.MERGED
    explains = f"It leaves the case {place.ticket.case} and goes on by itself." if leaves else (
        "It was not resolved after all. Each promise goes on as the contract says."
    )  # fmt: skip
    return Form(name="reopen", title="Reopen", button="Reopen", explains=explains, fields=(why(),))


def _do_reopen(doing: Doing, place: TicketPlace) -> Done:
    moves.reopen(doing.hands, wish(doing, place))
    return Done(said=f"{place.ticket.id} goes on.")


PAUSE = Act(name="pause", title="Put on hold", form=_pause, do=_do_pause, group=GROUP)
RESUME = Act(name="resume", title="Go on", form=_resume, do=_do_resume)
RESOLVE = Act(name="resolve", title="Resolve", form=_resolve, do=_do_resolve)
REOPEN = Act(name="reopen", title="Reopen", form=_reopen, do=_do_reopen)
