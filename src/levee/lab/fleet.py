"""Which live stacks are there, how much weight has each, and how far do the top ones reach?"""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from levee.model.channel import Channel
from levee.model.delta import Delta, contains
from levee.model.fleet import Installation, Weighed
from levee.model.stack import Role, Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The ``top`` heaviest groups cover these shares (0 to 1) of clients and traffic."""

    top: int
    clients: float
    traffic: float


def active(fleet: Iterable[Installation], now: datetime, days: int) -> tuple[Installation, ...]:
    """The installations seen within ``days`` before ``now``, in the order given.

    One seen after ``now`` is active: a client's clock that runs ahead does not hide it.
    """
    oldest = now - timedelta(days=days)
    return tuple(i for i in fleet if i.last_seen >= oldest)


def weigh(fleet: Iterable[Installation]) -> tuple[Weighed, ...]:
    """The distinct stacks, heaviest first: by traffic, then clients, then digest."""
    stacks: dict[str, Stack] = {}
    clients: dict[str, int] = {}
    traffic: dict[str, float] = {}
    for one in fleet:
        key = one.stack.digest
        stacks.setdefault(key, one.stack)
        clients[key] = clients.get(key, 0) + 1
        traffic[key] = traffic.get(key, 0.0) + one.traffic
    found = [Weighed(stack=s, clients=clients[k], traffic=traffic[k]) for k, s in stacks.items()]
    return in_order(found)


def in_order(found: Iterable[Weighed]) -> tuple[Weighed, ...]:
    """The heaviest first: by traffic, then clients, then digest."""
    return tuple(sorted(found, key=lambda w: (-w.traffic, -w.clients, w.stack.digest)))


def plugin_set(stack: Stack) -> frozenset[str]:
    """Which plugins a stack has, whatever their versions."""
    return frozenset(c.package for c in stack.with_role(Role.PLUGIN))


def curve(
    fleet: Iterable[Installation], same: Callable[[Stack], Hashable] = lambda s: s.digest
) -> tuple[Point, ...]:
    """``curve_of`` the fleet's stacks."""
    return curve_of(weigh(fleet), same)


def curve_of(
    stacks: Iterable[Weighed], same: Callable[[Stack], Hashable] = lambda s: s.digest
) -> tuple[Point, ...]:
    """How much the top 1, 2, 3 ... groups cover, heaviest first; the last point is (1, 1).

    ``same`` says which stacks count as one: exact ones by default, ``plugin_set`` for those
    that differ only in versions. No traffic at all counts every client alike.
    """
    groups: dict[Hashable, tuple[int, float]] = {}
    for weighed in stacks:
        clients, traffic = groups.get(same(weighed.stack), (0, 0.0))
        groups[same(weighed.stack)] = (clients + weighed.clients, traffic + weighed.traffic)
    return _summed(sorted(groups.values(), key=lambda g: (-g[1], -g[0])))


def within(
    stacks: Iterable[Weighed],
    same: Callable[[Stack], Hashable],
    chosen: Collection[str],
) -> tuple[float, ...]:
    """For the top 1, 2, 3 ... groups of ``curve_of``: how much of all traffic is on those of their
    stacks whose digest was chosen."""
    groups: dict[Hashable, tuple[float, int, float]] = {}
    total = 0.0
    for weighed in stacks:
        traffic, clients, own = groups.get(same(weighed.stack), (0.0, 0, 0.0))
        part = weighed.traffic if weighed.stack.digest in chosen else 0.0
        groups[same(weighed.stack)] = (
            traffic + weighed.traffic,
            clients + weighed.clients,
            own + part,
        )
        total += weighed.traffic
    in_order = sorted(groups.values(), key=lambda g: (-g[0], -g[1]))
    return tuple(
        min(1.0, own / total) if total else 0.0 for own in accumulate(g[2] for g in in_order)
    )


def needed(points: Sequence[Point], share: float) -> int | None:
    """How many of the heaviest groups reach this share of traffic; None in an empty fleet."""
    return next((p.top for p in points if p.traffic >= share), None)


def by_channel(channels: Iterable[Channel]) -> Callable[[Stack], Hashable]:
    """For ``curve``: stacks that follow one channel's release count as one, others exactly."""
    releases = [
        (channel.name, release.stack)
        for channel in channels
        for release in (channel.current, channel.previous)
        if release is not None
    ]

    def same(stack: Stack) -> Hashable:
        on = (r for r in releases if follows(stack, r[1]))
        return next(((name, release.digest) for name, release in on), stack.digest)

    return same


def follows(stack: Stack, release: Stack) -> bool:
    """Is what people chose of it (host and plugins) from this release, at its very versions?

    It may lack some of the release's plugins; dependencies, runtime and settings are its own.
    """
    chosen = {c.purl for c in stack.with_role(Role.HOST, Role.PLUGIN)}
    host = stack.host
    return host is not None and chosen <= {c.purl for c in release.components}


def _summed(groups: list[tuple[int, float]]) -> tuple[Point, ...]:
    all_clients = sum(c for c, _ in groups)
    all_traffic = sum(t for _, t in groups)
    points, clients, traffic = [], 0, 0.0
    for top, (more, load) in enumerate(groups, start=1):
        clients, traffic = clients + more, traffic + load
        reach = clients / all_clients
        part = min(1.0, traffic / all_traffic) if all_traffic else reach
        points.append(Point(top=top, clients=reach, traffic=1.0 if top == len(groups) else part))
    return tuple(points)


def containing(fleet: Iterable[Installation], deltas: Iterable[Delta]) -> tuple[Installation, ...]:
    """Who is about to be hit: installations whose stack has all of an Interaction's deltas.

    Heaviest traffic first, then by client. No deltas single out nobody.
    """
    wanted, fleet = tuple(deltas), tuple(fleet)
    if not wanted:
        return ()
    distinct = {i.stack.digest: i.stack for i in fleet}
    hit = {digest for digest, stack in distinct.items() if contains(stack, wanted)}
    found = [i for i in fleet if i.stack.digest in hit]
    return tuple(sorted(found, key=lambda i: (-i.traffic, i.client, i.stack.digest)))
