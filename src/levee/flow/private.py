"""Who are the people in a ticket, so that no later word names them either?

They are kept sealed and only there. Levee opens them to take them out of what is written; nobody
reads them, so that is no opening of an original.
"""

import json
from datetime import datetime
from typing import Any

from levee.desk.redaction import names as rules
from levee.desk.redaction.names import Names
from levee.flow.hands import Hands
from levee.model.ticket import Ticket


def sealed(hands: Hands, names: Names, now: datetime) -> tuple[str, ...]:
    """The id of the sealed names; none where nobody is named."""
    if not names:
        return ()
    told = {"people": names.people, "private": names.private}
    return (hands.desk.seal(json.dumps(told).encode(), now),)


def known(hands: Hands, ticket: Ticket) -> Names:
    """Everybody whom the ticket named so far, in the order of their stand-ins."""
    found = Names()
    for sealed_id in ticket.names:
        told = json.loads(hands.desk.unseal(sealed_id))
        later = Names(people=tuple(told["people"]), private=tuple(told["private"]))
        found = found.then(later)
    return found


def nameless(hands: Hands, ticket: Ticket, value: Any) -> Any:
    """The value without the people of this ticket."""
    return rules.without(value, known(hands, ticket))
