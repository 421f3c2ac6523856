"""What do clients run, as they report it, and how far do the heaviest stacks reach?"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from levee.desk import heartbeat, installations
from levee.desk.installations import Reading
from levee.flow import releasing
from levee.lab import fleet
from levee.lab.fleet import Point
from levee.model.problem import Unknown
from levee.model.stack import Stack
from levee.site import eyes
from levee.site.hands import LeveeHands
from levee.store import stacks


def report(
    hands: LeveeHands, lines: Iterable[str], source: str, now: datetime, partner: str = ""
) -> dict[str, Any]:
    """Take in what clients run; all lines or none. ``partner``: whose eyes know a digest."""
    found = installations.read(lines, _reading(hands, source, now, partner))
    return {
        "taken_in": stacks.report(found),
        "stacks": len({i.stack.digest for i in found}),
    }


def _reading(hands: LeveeHands, source: str, now: datetime, partner: str) -> Reading:
    product = hands.desk.contract().file.product
    return Reading(product=product, now=now, name=source, known=_known(hands, partner))


def _known(hands: LeveeHands, partner: str) -> Callable[[str], Stack | None]:
    asked: dict[str, Stack | None] = {}

    def known(digest: str) -> Stack | None:
        if digest not in asked:
            try:
                asked[digest] = eyes.stack(hands, digest, partner)
            except Unknown:
                asked[digest] = None
        return asked[digest]

    return known


def beat(
    hands: LeveeHands, body: dict[str, Any], now: datetime, partner: str = ""
) -> dict[str, Any]:
    """One client says what it runs. The same beat twice is one; an older one changes nothing."""
    ahead = hands.desk.contract().file.lab.heartbeat_ahead
    found = heartbeat.read(body, _reading(hands, "$", now, partner), ahead)
    while True:
        known = hands.lab.installation(found.client, found.partner)
        said = heartbeat.judge(found, known)
        if not said.counts or stacks.replace(found, known):
            return {
                "client": found.client,
                "stack": found.stack.digest,
                "at": found.last_seen.isoformat(),
                "counts": said.counts,
                "reason": said.reason,
            }


def coverage(hands: LeveeHands, top: int, now: datetime) -> dict[str, Any]:
    """Which share of clients and traffic the top N reach: by exact version, counting who follows
    one channel's release as one, and by plugin set at any version."""
    contract = hands.desk.contract().file
    active = fleet.active(hands.lab.fleet(), now, contract.lab.active_days)
    channels = [releasing.read(hands, name) for name in contract.channels]
    exact = fleet.curve(active)
    ways = {
        "exact": exact,
        "channel": fleet.curve(active, fleet.by_channel(channels)),
        "plugins": fleet.curve(active, fleet.plugin_set),
    }
    share = contract.lab.target_share
    return {
        "clients": len(active),
        "stacks": len(exact),
        "target_share": share,
        "points": _points(exact[:top]),
        "ways": {
            name: {
                "groups": len(points),
                "needed": fleet.needed(points, share),
                "points": _points(points[:top]),
            }
            for name, points in ways.items()
        },
    }


def _points(points: Sequence[Point]) -> list[dict[str, Any]]:
    return [{"top": p.top, "clients": p.clients, "traffic": p.traffic} for p in points]
