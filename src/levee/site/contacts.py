"""Which addresses are known to be whose? By the contract in force, and by people who made sure."""

from levee.desk.recipients import recipients
from levee.model.event import Event, EventKind
from levee.model.ticket import Ticket, fold, subject
from levee.site.hands import LeveeHands


def of_ticket(hands: LeveeHands, ticket: Ticket) -> tuple[str, ...]:
    """Who may be written to about this ticket."""
    return recipients(ticket, hands.ledger.events(subject(ticket.id)), hands.desk.contract().file)


def partners_of(hands: LeveeHands, mail: str) -> tuple[str, ...]:
    """The partners whose verified contact this address is: listed in the contract, or verified by
    a person for a ticket of theirs and not withdrawn there."""
    mail, partners = mail.lower(), hands.desk.contract().file.partners
    listed = [n for n, p in partners.items() if mail in {c.mail.lower() for c in p.contacts}]
    return tuple(dict.fromkeys((*listed, *_made_sure(hands, mail))))


def _made_sure(hands: LeveeHands, mail: str) -> list[str]:
    kinds = (EventKind.CONTACT_VERIFIED, EventKind.CONTACT_WITHDRAWN)
    last: dict[str, Event] = {}
    for event in hands.ledger.of_kinds(*kinds):
        if event.data["mail"].lower() == mail:
            last[event.subject] = event
    counts = [s for s, event in last.items() if event.kind is EventKind.CONTACT_VERIFIED]
    told = hands.ledger.of_subjects(counts).values()
    names = (fold(events, stacks=False).text("partner") for events in told)
    return [name for name in names if name]
