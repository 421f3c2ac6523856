"""May this channel move, how far, and where does it go back to?"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from levee.contract.durations import seconds
from levee.contract.proving import ReleaseChannel
from levee.model.channel import Channel, Release, subject
from levee.model.event import Event, EventKind
from levee.model.stack import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Is the rollout window open now, and when does it open next?"""

    is_open: bool
    opens: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A move that somebody asks for, with everything that speaks for or against it."""

    channel: Channel
    spec: ReleaseChannel
    window: Window
    by: str
    now: datetime
    certified: Mapping[str, datetime]  #: digest of each Stack that is certified now -> since when
    against: Sequence[str] = field(default=())  #: broken pins and dependency contracts, in words


@dataclass(frozen=True, slots=True)
class Refused:
    """Every reason at once why a channel does not move."""

    reasons: tuple[str, ...]


def move(asked: Asked, stack: Stack, lock: str) -> Event | Refused:
    """Begin to offer a certified Stack, at the first step. ``lock``: sha256 of its lock file."""
    channel = asked.channel
    reasons = [*_not_certified(asked, stack), *_closed(asked), *asked.against]
    if channel.is_moving and channel.current:
        what = f"{channel.current.stack.short} at {channel.share:.0%}"
        reasons.append(f"a move is under way ({what}): advance it or roll it back first")
    if channel.current and channel.current.stack == stack:
        reasons.append(f"{channel.name} points to {stack.short} already")
    if reasons:
        return Refused(tuple(reasons))
    share = asked.spec.steps[0]
    why = f"{channel.name} moves to {stack.short}, offered to {share:.0%} of clients"
    data = {"stack": stack.digest, "file": stack.to_json(), "share": share, "lock": lock}
    return _event(asked, EventKind.RELEASED, why, data)


def advance(asked: Asked) -> Event | Refused:
    """Offer the current Release to the next share of clients."""
    channel = asked.channel
    wider = [s for s in asked.spec.steps if s > channel.share]
    if channel.current is None or not channel.is_moving or not wider:
        return Refused((f"{channel.name} has no move under way",))
    reasons = [*_not_certified(asked, channel.current.stack), *_closed(asked), *_soaking(asked)]
    if reasons:
        return Refused(tuple(reasons))
    why = f"{channel.current.stack.short} is offered to {wider[0]:.0%} of clients"
    return _event(asked, EventKind.ADVANCED, why, {"share": wider[0]})


def _not_certified(asked: Asked, stack: Stack) -> list[str]:
    since = asked.certified.get(stack.digest)
    if since is None:
        return [f"{stack.short} is not certified; a channel moves to certified releases only"]
    refused = asked.channel.refused.get(stack.digest)
    if refused is not None and since <= refused:
        return [f"{stack.short} was taken back on {refused.date()} and is not green again since"]
    return []


def _closed(asked: Asked) -> list[str]:
    if asked.window.is_open:
        return []
    opens = asked.window.opens.isoformat(timespec="minutes")
    return [f"the rollout window of {asked.channel.name} is closed; it opens {opens}"]


def _soaking(asked: Asked) -> list[str]:
    moved = asked.channel.moved_at
    if moved is None:
        return []
    until = moved + timedelta(seconds=seconds(asked.spec.soak))
    if asked.now >= until:
        return []
    return [f"this step lasts until {until.isoformat(timespec='minutes')}"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """Why a Release is taken back, and what stands when nothing certified is left."""

    channel: Channel
    certified: Mapping[str, datetime]
    known: Sequence[Stack]  #: certified Stacks, the newest last
    refused: str  #: digest of what is taken back
    mitigation: str
    why: str
    by: str
    now: datetime

    @property
    def key(self) -> str:
        return f"back:{self.refused}:{self.channel.version}"


def roll_back(back: Back) -> Event:
    """To the last certified Release of the channel, else to the newest certified Stack, else to
    the named mitigation. It waits for no window, and it is whole at once."""
    to = _last_certified(back)
    kind = EventKind.ROLLED_BACK if to else EventKind.MITIGATED
    where = f"back to {to.short}" if to else f"nothing certified is left; {back.mitigation}"
    data = {
        "stack": to.digest if to else "",
        "file": to.to_json() if to else None,
        "refused": back.refused,
    }
    return Event(
        subject=subject(back.channel.name),
        kind=kind,
        at=back.now,
        actor=back.by,
        reason=f"{back.why}; {where}",
        key=back.key,
        data=data,
    )


def _last_certified(back: Back) -> Stack | None:
    mine = [r.stack for r in (back.channel.current, back.channel.previous) if r]
    for stack in (*mine, *reversed(back.known)):
        if stack.digest != back.refused and stack.digest in back.certified:
            return stack
    return None


def offered(channel: Channel, client: str) -> Release | None:
    """What one client's updater is offered: the same answer each time, and once a client has
    the new Release it keeps it while the share grows."""
    current = channel.current
    if current is None or not channel.is_moving:
        return current
    at = place(channel.name, current.stack.digest, client)
    return current if at < channel.share else channel.previous


def place(channel: str, stack: str, client: str) -> float:
    """Where in [0, 1) a client stands in the order of one move."""
    text = f"{channel}:{stack}:{client}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) / 2**64


def _event(asked: Asked, kind: EventKind, why: str, data: Mapping[str, Any]) -> Event:
    return Event(
        subject=subject(asked.channel.name),
        kind=kind,
        at=asked.now,
        actor=asked.by,
        reason=why,
        key=f"{kind.value}:{asked.channel.version}",
        data=data,
    )
