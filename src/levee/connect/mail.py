"""How does a message leave by mail, so that sending it again is harmless?"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from levee.connect import hypertext, invitation, thread
from levee.model.address import address

#: What tells another machine that nobody waits for its answer (RFC 3834, and what Outlook reads).
_QUIET = {"X-Auto-Response-Suppress": "All"}


def send(key: str, payload: Mapping[str, Any]) -> None:
    """Send one message to one address; ValueError for anything but a plain address.

    Its Message-ID follows from ``key``, so a repeat is the same mail. Mails about one ticket make
    one thread and take replies at an address that is that ticket's own. What no person wrote says
    so, and no robot answers it.
    """
    message = EmailMultiAlternatives(
        subject=_one_line(payload["subject"]),
        body=payload["text"],
        to=[address(payload["to"])],
        headers=_headers(key, payload),
    )
    if payload.get("html"):
        message.attach_alternative(hypertext.sanitised(payload["text"]), "text/html")
    if asked := payload.get("invitation"):
        message.attach(invitation.part(asked, message.to[0]))
    message.send(fail_silently=False)


def _headers(key: str, payload: Mapping[str, Any]) -> dict[str, str]:
    headers = {"Message-ID": message_id(key), **_QUIET}
    if ticket := payload.get("ticket"):
        root = thread.root(ticket)
        headers |= {"In-Reply-To": root, "References": root, "Reply-To": thread.reply_to(ticket)}
    if payload.get("automatic", "html" not in payload):
        headers["Auto-Submitted"] = "auto-generated"
    return headers


def message_id(key: str) -> str:
    """Nobody who lacks this installation's secret can work one out."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "levee.invalid"
    digest = salted_hmac("levee.mail", key, algorithm="sha256").hexdigest()
    return f"<{digest[:40]}@{host}>"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
