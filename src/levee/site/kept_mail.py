"""How is a mail that was set aside shown, opened, taken up or dismissed?"""

from datetime import datetime
from typing import Any

from levee.connect import letters
from levee.connect.letters import Unreadable
from levee.desk import kept_mail
from levee.desk.kept_mail import Deciding, Fate, KeptMail
from levee.model.letter import Letter
from levee.model.problem import Problem, Rejected
from levee.site import mail_stories
from levee.site.hands import LeveeHands, redacted
from levee.site.mail_stories import Arrived
from levee.site.moving import LONGEST, LONGEST_NAME, Wish

SHOWN = 10_000  #: characters of its text


def show(hands: LeveeHands, mail_id: str) -> dict[str, Any]:
    """What it says, redacted, and what was done with it."""
    kept = _kept(hands, mail_id)
    letter = _letter(hands, kept.id)
    return summary(kept) | (_said(letter) if letter else {"readable": False})


def summary(kept: KeptMail) -> dict[str, Any]:
    return {
        "sealed": kept.id,
        "at": kept.at.isoformat(),
        "subject": kept.subject,
        "why": kept.why,
        "fate": kept.fate.value,
        "ticket": kept.ticket,
        "by": kept.by,
        "reason": kept.reason,
    }


def _said(letter: Letter) -> dict[str, Any]:
    """Never who sent it: an address is personal, and only a claim."""
    enclosed = [{"name": one.name, "kind": one.kind, "bytes": one.size} for one in letter.enclosed]
    words = {
        "text": letter.text[:SHOWN],
        "attachments": enclosed,
        "marks": [f"{name}: {value}" for name, value in letter.marks],
        "left_out": list(letter.left_out),
    }
    return {"readable": True, **redacted(words)}


def original(hands: LeveeHands, mail_id: str, by: str, reason: str, now: datetime) -> bytes:
    """For whoever may read it; that it was opened is on record before it is shown."""
    kept, deciding = _kept(hands, mail_id), _deciding(by, reason, now)
    event = kept_mail.opened(kept, deciding, hands.desk.contract().file)
    body = hands.desk.unseal(kept.id)
    hands.ledger.append([event])
    return body


def to_ticket(
    hands: LeveeHands, mail_id: str, by: str, reason: str, now: datetime
) -> dict[str, Any]:
    """A ticket of its own; nobody is acknowledged. The same again is the same ticket."""
    deciding = _checked(hands, by, reason, now)
    with hands.ledger.writing():
        kept = _kept(hands, mail_id)
        if kept_mail.is_done(kept, Fate.TICKET):
            return _answer(hands, mail_id, again=True)
        story = mail_stories.to_ticket(hands, _arrived(hands, kept, now), by_itself=False)
        assert story.ticket is not None
        hands.ledger.append([kept_mail.settled(kept, Fate.TICKET, deciding, story.ticket.id)])
    return _answer(hands, mail_id)


def attach(
    hands: LeveeHands, mail_id: str, ticket_id: str, by: str, reason: str, now: datetime
) -> dict[str, Any]:
    """Its words are heard on a ticket, as if they had come in there."""
    deciding = _checked(hands, by, reason, now)
    with hands.ledger.writing():
        kept, ticket = _kept(hands, mail_id), hands.desk.ticket(ticket_id)
        if kept_mail.is_done(kept, Fate.HEARD, ticket.id):
            return _answer(hands, mail_id, again=True)
        arrived = _arrived(hands, kept, now)
        wish = Wish(ticket=ticket.id, by=by, now=now, reason=deciding.reason, key=arrived.key)
        mail_stories.heard(hands, ticket, arrived, wish)
        hands.ledger.append([kept_mail.settled(kept, Fate.HEARD, deciding, ticket.id)])
    return _answer(hands, mail_id)


def dismiss(hands: LeveeHands, mail_id: str, by: str, reason: str, now: datetime) -> dict[str, Any]:
    """Nothing comes of it, for a reason; it stays sealed."""
    deciding = _checked(hands, by, reason, now)
    with hands.ledger.writing():
        kept = _kept(hands, mail_id)
        if kept_mail.is_done(kept, Fate.DISMISSED):
            return _answer(hands, mail_id, again=True)
        hands.ledger.append([kept_mail.settled(kept, Fate.DISMISSED, deciding)])
    return _answer(hands, mail_id)


def _answer(hands: LeveeHands, mail_id: str, again: bool = False) -> dict[str, Any]:
    return summary(_kept(hands, mail_id)) | {"again": again}


def _kept(hands: LeveeHands, mail_id: str) -> KeptMail:
    return kept_mail.fold(hands.ledger.events(kept_mail.subject(mail_id)))


def _checked(hands: LeveeHands, by: str, reason: str, now: datetime) -> Deciding:
    deciding = _deciding(by, reason, now)
    kept_mail.check(deciding, hands.desk.contract().file)
    return deciding


def _deciding(by: str, reason: str, now: datetime) -> Deciding:
    long = (("--by", by, LONGEST_NAME), ("--reason", reason, LONGEST))
    problems = [
        Problem(where, f"is longer than {most:,} characters")
        for where, text, most in long
        if len(text) > most
    ]
    if problems:
        raise Rejected(tuple(problems))
    return Deciding(by=by, reason=str(redacted(reason)), now=now)


def _letter(hands: LeveeHands, mail_id: str) -> Letter | None:
    try:
        return letters.read(hands.desk.unseal(mail_id))
    except Unreadable:
        return None


def _arrived(hands: LeveeHands, kept: KeptMail, now: datetime) -> Arrived:
    raw = hands.desk.unseal(kept.id)
    letter = _letter(hands, kept.id) or mail_stories.blank(kept.why)
    return Arrived(letter=letter, raw=raw, sealed=kept.id, now=now)
