"""To which ticket does a reply belong? Only a token of ours says, never subject or sender."""

import hmac
import re

from django.conf import settings
from django.utils.crypto import salted_hmac

_TOKEN = re.compile(r"(T-\d{1,12})\.([0-9a-f]{40})(?=@|$)")

_DIGEST = re.compile(r"[0-9a-f]{40}")


def token(ticket_id: str) -> str:
    """Nobody who lacks this installation's secret can make one for another ticket."""
    digest = salted_hmac("levee.thread", ticket_id, algorithm="sha256").hexdigest()
    return f"{ticket_id}.{digest[:40]}"


def reply_to(ticket_id: str) -> str:
    """The address at which this ticket, and no other, takes replies."""
    local, _, host = _own().rpartition("@")
    return f"{local}+{token(ticket_id)}@{host}"


def root(ticket_id: str) -> str:
    """The message id that all mails about the ticket refer to."""
    return f"<{token(ticket_id)}@{_own().rpartition('@')[2]}>"


def ticket_of(named: tuple[str, ...]) -> str:
    """The ticket whose token stands in one of these addresses or message ids; "" for none."""
    for text in named:
        found = _TOKEN.search(text)
        if found and hmac.compare_digest(token(found[1]), found[0]):
            return found[1]
    return ""


def pseudonym(address: str) -> str:
    """Counts what an address was sent without saying whose it is."""
    return salted_hmac("levee.address", address.lower(), algorithm="sha256").hexdigest()[:32]


def is_own(address: str) -> bool:
    """Is that ourselves, under any of our reply addresses?"""
    local, _, host = address.lower().rpartition("@")
    own_local, _, own_host = _own().lower().rpartition("@")
    return host == own_host and local.partition("+")[0] == own_local


def is_own_id(message_id: str) -> bool:
    """Has a mail of ours this Message-ID? One that was only made to look like it is nobody's."""
    local, _, host = message_id.lower().rpartition("@")
    made_here = host == _own().rpartition("@")[2].lower()
    return (made_here and bool(_DIGEST.fullmatch(local))) or bool(ticket_of((message_id,)))


def _own() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> ")
