"""Where does a channel point, how far is the move, and what may it not point to again?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from levee.model.event import Event, EventKind
from levee.model.stack import Stack
from levee.model.ticket import stack_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One Stack that a channel offers, from when on, and why."""

    stack: Stack
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """The fold of a channel's Events. ``version`` counts them: a stale move names another one."""

    name: str
    current: Release | None = None
    previous: Release | None = None  #: what clients beyond ``share`` still follow
    share: float = 1.0  #: share of clients that follow ``current``
    moved_at: datetime | None = None  #: when the share last changed
    candidate: Stack | None = None  #: a fix that is being verified; offered to its client only
    refused: Mapping[str, datetime] = field(default_factory=dict)  #: stack digest -> since when
    mitigation: str = ""  #: in force while nothing certified is left
    version: int = 0

    @property
    def is_moving(self) -> bool:
        return self.current is not None and self.share < 1.0


def subject(name: str) -> str:
    return f"channel:{name}"


def fold(name: str, events: Iterable[Event]) -> Channel:
    """The Channel that its Events tell, in order."""
    channel = Channel(name=name)
    for event in events:
        rule = _CHANGES.get(event.kind)
        changed = rule(channel, event) if rule else {}
        channel = replace(channel, version=channel.version + 1, **changed)
    return channel


def _release(event: Event) -> Release | None:
    """Only a certified Stack is a Release; a way back that is not certified is a mitigation."""
    file = event.data.get("file") if event.data.get("certified", True) else None
    stack = stack_from(file) if file else None
    return Release(stack=stack, at=event.at, reason=event.reason) if stack else None


def _released(channel: Channel, event: Event) -> dict[str, Any]:
    release = _release(event)
    if release is None:
        return {}
    if "share" not in event.data:
        return {"candidate": release.stack}
    return {
        "current": release,
        "previous": channel.current,
        "share": event.data["share"],
        "moved_at": event.at,
        "candidate": None,
        "mitigation": "",
    }


def _advanced(channel: Channel, event: Event) -> dict[str, Any]:
    return {"share": event.data["share"], "moved_at": event.at}


def _back(channel: Channel, event: Event) -> dict[str, Any]:
    """Whole at once: nobody stays on what was taken back. A candidate alone moves nobody."""
    changed: dict[str, Any] = {
        "candidate": None,
        "refused": {**channel.refused, event.data["refused"]: event.at},
    }
    release = _release(event)
    if release and channel.current and release.stack == channel.current.stack:
        left = channel.previous and channel.previous.stack.digest == event.data["refused"]
        return changed | ({"previous": None, "share": 1.0, "moved_at": event.at} if left else {})
    if release is None:
        changed["mitigation"] = event.reason
    return changed | {"current": release, "previous": None, "share": 1.0, "moved_at": event.at}


_CHANGES = {
    EventKind.RELEASED: _released,
    EventKind.ADVANCED: _advanced,
    EventKind.ROLLED_BACK: _back,
    EventKind.MITIGATED: _back,
}
