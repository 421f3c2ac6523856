"""Which words can be written on a ticket: an answer, a note, a triage, what the reporter said?"""

from levee.desk.moves.table import Move
from levee.site import moves
from levee.web.action import Doing, Done
from levee.web.acts.act import Act
from levee.web.acts.ticket_place import TicketPlace, wish
from levee.web.forms import Field, Form, Kind


def _text(label: str, hint: str = "", name: str = "text", rows: int = 8) -> Field:
    return Field(name=name, label=label, kind=Kind.TEXT, needed=True, hint=hint, rows=rows)


def _reply(place: TicketPlace) -> Form | None:
    who = place.ticket.text("client") or place.ticket.text("partner") or "the reporter"
    return Form(
        name="reply",
        title="Reply",
        button="Write the reply",
        explains=f"It stands in the ticket as our answer to {who}, and keeps the next promise.",
        fields=(
            _text("Your answer", "Secrets and personal data are taken out before it is kept."),
        ),
        kept=True,
    )


def _note(place: TicketPlace) -> Form | None:
    return Form(
        name="note",
        title="Note",
        button="Write the note",
        explains="For our own people only; no reporter ever reads it.",
        fields=(_text("Your note"),),
        kept=True,
    )


def _triage(place: TicketPlace) -> Form | None:
    if not place.may(Move.TRIAGE):
        return None
    return Form(
        name="triage",
        title="Triage",
        button="Write both",
        explains="Both are owed, so neither goes without the other.",
        fields=(
            _text("Triage note", "what is known so far", "note", 5),
            _text("Reproduction plan", "how it is to be reproduced", "plan", 5),
        ),
        kept=True,
    )


def _hear(place: TicketPlace) -> Form | None:
    return Form(
        name="hear",
        title="The reporter wrote",
        button="Write it down",
        explains="What they said by another way. It ends a pause that waits for it, and opens a "
        "resolved ticket again.",
        fields=(_text("Their words"),),
        kept=True,
    )


def _do_reply(doing: Doing, place: TicketPlace) -> Done:
    moves.reply(doing.hands, wish(doing, place), doing.sent.text("text"))
    return Done(said="Your reply is in the timeline.")


def _do_note(doing: Doing, place: TicketPlace) -> Done:
    moves.note(doing.hands, wish(doing, place), doing.sent.text("text"))
    return Done(said="Your note is in the timeline.")


def _do_triage(doing: Doing, place: TicketPlace) -> Done:
    note, plan = doing.sent.text("note"), doing.sent.text("plan")
    moves.triage(doing.hands, wish(doing, place), note, plan)
    return Done(said="Triage note and reproduction plan are written.")


def _do_hear(doing: Doing, place: TicketPlace) -> Done:
    moves.hear(doing.hands, wish(doing, place), doing.sent.text("text"))
    return Done(said="What the reporter said is in the timeline.")


REPLY = Act(name="reply", title="Reply", form=_reply, do=_do_reply)
NOTE = Act(name="note", title="Note", form=_note, do=_do_note)
TRIAGE = Act(name="triage", title="Triage", form=_triage, do=_do_triage)
HEAR = Act(name="hear", title="The reporter wrote", form=_hear, do=_do_hear, group="Talk")
