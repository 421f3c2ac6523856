"""What does an updater read of a channel, and may it follow what it read?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from levee.model.channel import Channel, Release
from levee.model.moment import parse
from levee.model.problem import Problem, Rejected
from levee.repair import channels

KIND = "https://levee.example/channel/v1"
PAYLOAD = "application/vnd.levee.channel+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locks:
    """The lock file of each Release that the manifest names, as text."""

    current: str = ""
    previous: str = ""


def manifest(channel: Channel, locks: Locks, now: datetime, days: int) -> dict[str, Any]:
    """The manifest of a channel at one moment; ``sequence`` only ever grows."""
    return {
        "kind": KIND,
        "channel": channel.name,
        "sequence": channel.version,
        "issued": now.isoformat(),
        "expires": (now + timedelta(days=days)).isoformat(),
        "share": channel.share,
        "release": _release(channel.current, locks.current),
        "previous": _release(channel.previous, locks.previous) if channel.is_moving else None,
        "mitigation": channel.mitigation or None,
    }


def _release(release: Release | None, lock: str) -> dict[str, Any] | None:
    if release is None:
        return None
    return {"stack": release.stack.digest, "file": release.stack.to_json(), "lock": lock}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a genuine manifest says, as far as an updater needs it."""

    channel: str
    sequence: int
    issued: datetime
    expires: datetime
    share: float
    release: dict[str, Any] | None
    previous: dict[str, Any] | None
    mitigation: str


def read(body: Any) -> Read:
    """Rejected when it is no manifest of a channel."""
    try:
        if body["kind"] != KIND:
            raise ValueError(f"kind is {KIND}")
        return Read(
            channel=str(body["channel"]),
            sequence=int(body["sequence"]),
            issued=parse(body["issued"]),
            expires=parse(body["expires"]),
            share=float(body["share"]),
            release=body["release"],
            previous=body["previous"],
            mitigation=body["mitigation"] or "",
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        why = f"is no manifest of a channel ({type(error).__name__}: {error})"
        raise Rejected((Problem("$", why),)) from None


def faults(read: Read, channel: str, seen: int, now: datetime) -> Iterator[str]:
    """Every reason why an updater may not follow a genuine manifest. ``seen``: the highest
    sequence that it has followed, so that an old manifest cannot take it back."""
    if channel and read.channel != channel:
        yield f"it is of channel {read.channel}, not of {channel}"
    if read.sequence < seen:
        yield f"it is older than what was followed (sequence {read.sequence} after {seen})"
    if now >= read.expires:
        yield f"it ran out on {read.expires.isoformat(timespec='minutes')}"
    if read.issued > now:
        yield f"it is from the future ({read.issued.isoformat(timespec='minutes')})"


def for_client(read: Read, client: str) -> dict[str, Any] | None:
    """The release that one client follows; None while nothing is offered."""
    if read.release is None or read.share >= 1.0:
        return read.release
    place = channels.place(read.channel, read.release["stack"], client)
    return read.release if place < read.share else read.previous
