"""Which clients does the demo vendor have? Drawn from a catalogue of released versions by a seed.

Demo data only: nothing but the demo imports this.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from levee.lab.simulate import Catalogue, Package, Version, simulate
from levee.model.fleet import Installation
from levee.model.stack import Component, Role, Stack, purl_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """A catalogue file: what stacks are drawn from, and which dependencies each part needs."""

    catalogue: Catalogue
    needs: Mapping[str, tuple[str, ...]]
    pins: Mapping[str, str]
    clients: int
    distinct: int
    seed: int


def read(file: Path) -> Vendor:
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    parts = [data["host"], *data["plugin"]]
    return Vendor(
        catalogue=Catalogue(
            host=_package(data["host"], Role.HOST),
            others=tuple(_package(p, Role.PLUGIN) for p in data["plugin"]),
            runtimes=(data["runtime"],),
            partners=tuple(data["partners"]),
            tiers=tuple(data["tiers"]),
        ),
        needs={part["package"]: tuple(part["needs"]) for part in parts},
        pins=data["pins"],
        clients=data["clients"],
        distinct=data["distinct"],
        seed=data["seed"],
    )


def _package(part: Mapping[str, Any], role: Role) -> Package:
    versions = (Version(version=v, weight=w) for v, w in part["versions"].items())
    share = part.get("share", 1.0)
    return Package(package=part["package"], versions=tuple(versions), share=share, role=role)


def fleet(vendor: Vendor, now: datetime) -> tuple[Installation, ...]:
    """The vendor's clients, each Stack completed with the dependencies that its parts need."""
    drawn = simulate(
        vendor.catalogue,
        clients=vendor.clients,
        distinct=vendor.distinct,
        seed=vendor.seed,
        now=now,
    )
    whole = {i.stack.digest: completed(i.stack, vendor) for i in drawn}
    return tuple(replace(i, stack=whole[i.stack.digest]) for i in drawn)


def completed(stack: Stack, vendor: Vendor) -> Stack:
    """The Stack with every dependency of its host and plugins at the catalogue's pin."""
    here = {c.package for c in stack.components}
    wanted = {name for package in here for name in vendor.needs.get(package, ())}
    missing = (n for n in sorted(wanted) if n in vendor.pins and f"pkg:pypi/{n}" not in here)
    pinned = (Component(purl_at(f"pkg:pypi/{n}", vendor.pins[n])) for n in missing)
    return replace(stack, components=(*stack.components, *pinned))


def with_history(
    installations: Iterable[Installation], before: Stack, after: Stack, clients: int
) -> tuple[Installation, ...]:
    """Let some clients run the ticket's two Stacks: what it was before the update, and after.

    They are taken from the light end, so that the heavy head of the fleet stays as drawn.
    """
    by_weight = sorted(installations, key=lambda i: (i.traffic, i.client))
    moved = {i.client: before for i in by_weight[:clients]}
    moved |= {i.client: after for i in by_weight[clients : 2 * clients]}
    return tuple(replace(i, stack=moved[i.client]) if i.client in moved else i for i in by_weight)


def client(name: str, partner: str, stack: Stack, now: datetime) -> Installation:
    """The ticket's own client, as it was before the update that its ticket is about."""
    return Installation(
        client=name, partner=partner, stack=stack, traffic=40.0, tier="gold", last_seen=now
    )
