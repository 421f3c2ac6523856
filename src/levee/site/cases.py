"""What do the rules of the desk get to know of one ticket?"""

from datetime import datetime

from levee.desk.case import Case
from levee.desk.recipients import recipients
from levee.model.ticket import fold, subject
from levee.site.hands import LeveeHands


def case(hands: LeveeHands, ticket_id: str, now: datetime) -> Case:
    """The ticket with its Events; addresses go by the contract in force, all else by its own."""
    hands.desk.ticket(ticket_id)  # Unknown where there is none
    events = hands.ledger.events(subject(ticket_id))
    ticket = fold(events)
    return Case(
        ticket=ticket,
        events=events,
        contract=hands.desk.contract(ticket.contract),
        now=now,
        customer=recipients(ticket, events, hands.desk.contract().file),
    )
