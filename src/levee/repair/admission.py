"""What is a partner told whose Stack was admitted to the partner-safe programme?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from levee.model.stack import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """``window``: {channel, opens, closes} or empty; ``channel``: what people call it."""

    stack: Stack
    window: Mapping[str, str]
    channel: str = ""
    expires_at: datetime | None = None

    @property
    def subject(self) -> str:
        return f"Your stack {self.stack.short} is in the partner-safe programme"


def letter(found: Admitted) -> str:
    """Names of packages are other people's text: each stands on one line, cut where it is long."""
    host = found.stack.host
    name = _line(f"{host.name} {host.version}") if host else found.stack.short
    lines = [
        f"Your stack {found.stack.short} ({name}) is certified, and admitted to the partner-safe",
        "programme. From now on it carries the badge, which always shows the present state.",
        "",
        *_window(found),
        *([f"The certificate holds until {_at(found.expires_at)}."] if found.expires_at else []),
        "",
        'Badge, lock file and state stand in the portal under "Stacks".',
    ]
    return "\n".join(lines) + "\n"


def _window(found: Admitted) -> list[str]:
    if not found.window:
        return ["No rollout window is planned for it yet."]
    opens, closes = (datetime.fromisoformat(found.window[n]) for n in ("opens", "closes"))
    channel = _line(found.channel or found.window["channel"])
    return [f"Its rollout window on {channel}: {_at(opens)} to {_at(closes)}."]


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _line(text: str) -> str:
    return " ".join(text.split())[:120]
