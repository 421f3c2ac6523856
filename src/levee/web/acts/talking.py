"""Which words can be written on a ticket: an answer, a note, a triage, what the reporter said?"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.desk.moves.table import Move
from levee.site import moves
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, wish
from levee.web.forms import Field, Form, Kind


def _text(label: str, hint: str = "", name: str = "text", rows: int = 8) -> Field:
    return Field(name=name, label=label, kind=Kind.TEXT, needed=True, hint=hint, rows=rows)


def _reply(place: TicketPlace) -> Form | None:
    who = place.ticket.text("client") or place.ticket.text("partner") or _("the reporter")
    return Form(
        name="reply",
        title=_("Reply"),
        button=_("Write the reply"),
        explains=_("It stands in the ticket as our answer to %(who)s, and keeps the next promise.")
        % {"who": who},
        fields=(
            _text(
                _("Your answer"), _("Secrets and personal data are taken out before it is kept.")
            ),
        ),
        kept=True,
    )


def _note(place: TicketPlace) -> Form | None:
    return Form(
        name="note",
        title=_("Note"),
        button=_("Write the note"),
        explains=_("For our own people only; no reporter ever reads it."),
        fields=(_text(_("Your note")),),
        kept=True,
    )


def _triage(place: TicketPlace) -> Form | None:
    if not place.may(Move.TRIAGE):
        return None
    return Form(
        name="triage",
        title=_("Triage"),
        button=_("Write both"),
        explains=_("Both are owed, so neither goes without the other."),
        fields=(
            _text(_("Triage note"), _("what is known so far"), "note", 5),
            _text(_("Reproduction plan"), _("how it is to be reproduced"), "plan", 5),
        ),
        kept=True,
    )


def _hear(place: TicketPlace) -> Form | None:
    return Form(
        name="hear",
        title=_("The reporter wrote"),
        button=_("Write it down"),
        explains=_(
            "What they said by another way. It ends a pause that waits for it, and opens a "
            "resolved ticket again."
        ),
        fields=(_text(_("Their words")),),
        kept=True,
    )


def _do_reply(doing: Doing, place: TicketPlace) -> Done:
    moves.reply(doing.hands, wish(doing, place), doing.sent.text("text"))
    return Done(said=_("Your reply is in the timeline."))


def _do_note(doing: Doing, place: TicketPlace) -> Done:
    moves.note(doing.hands, wish(doing, place), doing.sent.text("text"))
    return Done(said=_("Your note is in the timeline."))


def _do_triage(doing: Doing, place: TicketPlace) -> Done:
    note, plan = doing.sent.text("note"), doing.sent.text("plan")
    moves.triage(doing.hands, wish(doing, place), note, plan)
    return Done(said=_("Triage note and reproduction plan are written."))


def _do_hear(doing: Doing, place: TicketPlace) -> Done:
    moves.hear(doing.hands, wish(doing, place), doing.sent.text("text"))
    return Done(said=_("What the reporter said is in the timeline."))


REPLY = Act(name="reply", title=noop("Reply"), form=_reply, do=_do_reply)
NOTE = Act(name="note", title=noop("Note"), form=_note, do=_do_note)
TRIAGE = Act(name="triage", title=noop("Triage"), form=_triage, do=_do_triage)
HEAR = Act(
    name="hear", title=noop("The reporter wrote"), form=_hear, do=_do_hear, group=noop("Talk")
)
