"""The whole story from a ticket to a certificate, to be cut off anywhere and told again."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from world import NOW, World, stack

from levee.flow import TICK, Stop, certifying, follow
from levee.flow.ticking import Ticking
from levee.model.certificate import CertificateState
from levee.model.delta import Delta, DeltaKind, apply
from levee.model.stack import Stack
from levee.model.work_item import WorkState
from levee.site import stories
from submissions import ticket

BAD_FIX = (Delta(DeltaKind.VERSION, "pkg:pypi/datasette-vega", "0.6.2", "0.6.3"),)
GOOD_FIX = (Delta(DeltaKind.VERSION, "pkg:pypi/datasette-graphql", "2.2", "3.0a1"),)

GOOD = stack("graphql@2.1", "vega@0.6.2", "auth@0.4", "+httpx@0.27.2", host="0.65.1", cache="off")
BAD = stack("graphql@2.2", "vega@0.6.2", "auth@0.5", "+httpx@0.27.9", host="1.0a14", cache="redis")


def two_parties(on: Stack) -> bool:
    """datasette-graphql 2.2 answers 500 on datasette 1.0a12 and newer."""
    versions = on.versions
    return versions.get("pkg:pypi/datasette-graphql") == "2.2" and versions[
        "pkg:pypi/datasette"
    ].startswith("1.0")


def submission(on: Stack = BAD, **changes: Any) -> dict[str, Any]:
    return ticket(stack=on.to_json(), **changes)


def submission_file(folder: Path, on: Stack = BAD) -> Path:
    path = folder / "ticket.json"
    path.write_text(json.dumps(submission(on)))
    return path


def tell(world: World, file: Path) -> None:
    """From the file to the certificate; told again, it goes on where it stopped."""
    hands = world.hands
    found = world.take_in(file.read_bytes()).story.ticket
    assert found is not None
    if not world.ticket().interaction:
        assert stories.reproduce(hands, found.id, world.at(NOW + timedelta(minutes=10))).held
    if not world.ticket().work_item:
        assert stories.isolate(hands, found.id, world.at(NOW + timedelta(hours=1)), 0).held
    mend(world)
    fixed = apply(BAD, GOOD_FIX)
    for number in range(5):
        world.at(NOW + timedelta(days=number, hours=14))
        day = (NOW + timedelta(days=number)).date()
        assert stories.night(hands, day, world.bench.now).story.report is not None
    review(world, fixed)
    tick = Ticking(hands=hands, now=world.at(NOW + timedelta(days=6)))
    assert follow(TICK, tick).story.faults == ()


def mend(world: World) -> None:
    """A fix that does not hold, then one that does."""
    work = world.ticket().work_item
    for number, change, held in ((1, BAD_FIX, False), (2, GOOD_FIX, True)):
        item = world.hands.desk.work_item(work)
        if item.state is WorkState.VERIFIED or item.fixes > number:
            continue
        if item.fixes == number and item.state is not WorkState.VERIFYING:
            continue
        now = world.at(NOW + timedelta(hours=1 + number))
        assert stories.mend(world.hands, work, change, "", now).held is held


def review(world: World, fixed: Stack) -> None:
    contract, suite = world.hands.desk.contract(), world.hands.lab.suite()
    now = world.at(NOW + timedelta(days=5))
    known = certifying.standing(world.hands, fixed, contract, suite, now)
    if known.state is not CertificateState.CERTIFIED:
        said = certifying.review(
            world.hands, fixed, contract, suite, now, "fay", "five green nights"
        )
        assert not isinstance(said, Stop), said
    standing = certifying.standing(world.hands, fixed, contract, suite, now)
    assert standing.state is CertificateState.CERTIFIED
