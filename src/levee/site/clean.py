"""What may stand in clear of what somebody writes about a ticket?"""

from typing import Any

from levee.flow.hands import Hands
from levee.flow.private import nameless
from levee.model.ticket import Ticket
from levee.site.hands import redacted


def clean(hands: Hands, ticket: Ticket, value: Any) -> Any:
    """The JSON-like value without secrets, and without the people whom the ticket names."""
    return redacted(nameless(hands, ticket, value))


def words(hands: Hands, ticket: Ticket, text: str) -> str:
    return str(clean(hands, ticket, text))
