"""How does a message leave by mail, so that sending it again is harmless?"""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMessage


def send(key: str, payload: Mapping[str, Any]) -> None:
    """Send one plain-text message.

    Its Message-ID follows from ``key``, so a repeat is the same mail.
    """
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{digest}@levee.invalid>", "Auto-Submitted": "auto-generated"}
    message = EmailMessage(
        subject=_one_line(payload["subject"]),
        body=payload["text"],
        to=[payload["to"]],
        headers=headers,
    )
    message.send(fail_silently=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
