"""What would a plausible fleet look like? Demo data from a catalogue and a seed.

Popularity follows Zipf's law, as it does where stacks are counted: the stack of rank r has
a share near 1 / r ** slope. Nothing here says anything about real clients.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from levee.model.fleet import Installation
from levee.model.stack import Component, Role, Stack, canonical, purl_at

TRIES_PER_STACK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One released version, how often it is met, and with which host versions (empty: any)."""

    version: str
    weight: float = 1.0
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One package (a package URL without version). ``share``: part of stacks that have it."""

    package: str
    versions: tuple[Version, ...]
    share: float = 1.0
    role: Role = Role.PLUGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What stacks are made of: the host, runtimes and other packages; who runs them."""

    host: Package
    others: tuple[Package, ...]
    runtimes: tuple[str, ...] = ()  #: whole package URLs, commonest first
    platform: tuple[tuple[str, str], ...] = (("os", "linux"),)
    partners: tuple[str, ...] = ("direct",)
    tiers: tuple[str, ...] = ("standard",)
    slope: float = 1.1  #: of the popularity of stacks; larger is a heavier head
    gone: float = 0.04  #: share of clients not seen for more than a month


def simulate(
    catalogue: Catalogue, *, clients: int, distinct: int, seed: int, now: datetime
) -> tuple[Installation, ...]:
    """A fleet of ``clients`` in exactly ``distinct`` stacks; the same seed, the same fleet.

    Every stack has at least one client, the rest are drawn by rank. Traffic is log-normal,
    last seen within a day, or more than a month ago for a few. ValueError for fewer clients
    than stacks, or a catalogue that cannot give so many different ones.
    """
    if not 1 <= distinct <= clients:
        raise ValueError(f"{clients} clients cannot run {distinct} distinct stacks")
    dice = random.Random(seed)  # noqa: S311  # demo data, not a secret
    stacks = _distinct(catalogue, distinct, dice)
    weights = [1.0 / rank**catalogue.slope for rank in range(1, distinct + 1)]
    drawn = [*stacks, *dice.choices(stacks, weights, k=clients - distinct)]
    return tuple(_client(n, s, catalogue, dice, now) for n, s in enumerate(drawn, 1))


def _distinct(catalogue: Catalogue, distinct: int, dice: random.Random) -> list[Stack]:
    found: dict[str, Stack] = {}
    for _ in range(distinct * TRIES_PER_STACK):
        stack = _stack(catalogue, dice)
        found.setdefault(stack.digest, stack)
        if len(found) == distinct:
            return list(found.values())
    raise ValueError(f"the catalogue gave only {len(found)} of {distinct} distinct stacks")


def _stack(catalogue: Catalogue, dice: random.Random) -> Stack:
    host = _pick(catalogue.host.versions, dice)
    components = [Component(purl_at(catalogue.host.package, host.version), Role.HOST)]
    if catalogue.runtimes:
        ranks = [1.0 / rank for rank in range(1, len(catalogue.runtimes) + 1)]
        runtime = dice.choices(catalogue.runtimes, ranks)[0]
        components.append(Component(canonical(runtime), Role.RUNTIME))
    for package in catalogue.others:
        fitting = [v for v in package.versions if not v.hosts or host.version in v.hosts]
        if dice.random() < package.share and fitting:
            version = _pick(fitting, dice).version
            components.append(Component(purl_at(package.package, version), package.role))
    return Stack(components=tuple(components), platform=dict(catalogue.platform))


def _pick(versions: Sequence[Version], dice: random.Random) -> Version:
    return dice.choices(versions, [v.weight for v in versions])[0]


def _client(
    number: int, stack: Stack, catalogue: Catalogue, dice: random.Random, now: datetime
) -> Installation:
    gone = dice.random() < catalogue.gone
    away = timedelta(days=dice.uniform(31, 120)) if gone else timedelta(hours=dice.uniform(0, 24))
    return Installation(
        client=f"client-{number:05d}",
        partner=dice.choice(catalogue.partners),
        stack=stack,
        traffic=round(dice.lognormvariate(2.0, 1.2), 3),
        tier=dice.choice(catalogue.tiers),
        last_seen=now - timedelta(seconds=int(away.total_seconds())),
    )
