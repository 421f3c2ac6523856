"""What is a partner told whose clients run a Stack that is not certified any more?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from levee.model.stack import Stack

MOST = 20  #: clients that a mail names; the portal lists all


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A certificate that was taken back, as anybody outside may know it: not by whom. ``said`` is
    what our people chose to tell."""

    stack: Stack
    at: datetime
    said: str = ""

    @property
    def subject(self) -> str:
        return f"The certificate of {_name(self.stack)} was withdrawn"


def letter(found: Withdrawn, clients: Iterable[str]) -> str:
    """To one partner, of its own clients only. Names are other people's text: one line each."""
    own = sorted({" ".join(client.split()) for client in clients if client.strip()})
    named = ", ".join(own[:MOST]) + (f" and {len(own) - MOST} more" if len(own) > MOST else "")
    lines = [
        f"We withdrew the certificate of this stack at {found.at:%Y-%m-%d %H:%M} UTC:",
        f"{_name(found.stack)} ({found.stack.short}).",
        *([f"Your clients that run it: {named}."] if named else []),
        *(["", found.said] if found.said else []),
        "",
        "Please do not bring it to further clients. Its badge says so already, and our answer to",
        '"can I upgrade?" names the nearest stack that is certified. It is certified again only',
        "after new nights and a new review.",
    ]
    return "\n".join(lines) + "\n"


def _name(stack: Stack) -> str:
    host = stack.host
    return f"{host.name} {host.version}" if host else "a stack without a host"
