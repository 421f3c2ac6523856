"""Plugins: what they declare that they work with, beside what was seen; and strict pins."""

from typing import Annotated, Any

from ninja import Body, Schema, Status

from levee.model.access import Scope
from levee.model.problem import Problem, Rejected
from levee.repair import pinning
from levee.site import channels
from levee.web.api import paper_shapes, shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked

router = area("plugins")


class Declarations(Schema):
    """`{"plugin": purl, "supports": {package: range}}`, each."""

    by: str
    declarations: Annotated[list[dict[str, Any]], Body(max_length=1000)]


class LockText(Schema):
    text: str


@reads(router, "/declarations", Scope.CHANNELS_READ, shapes.Page[paper_shapes.Declaration])
def list_declarations(asked: Asked) -> Any:
    """The newest declaration of each plugin: the ranges that it supports."""
    return {"items": channels.on_record(asked.hands), "next": None}


@writes(router, "/declarations", Scope.CHANNELS_WRITE, {201: paper_shapes.Declared})
def declare(asked: Asked, given: Declarations) -> Any:
    """Put the ranges that plugins support on record: their dependency contracts."""
    found = channels.declare(asked.hands, given.declarations, _by(given.by), asked.now)
    return Status(201, {"declared": [one.plugin for one in found]})


def _by(name: str) -> str:
    if not name.strip():
        raise Rejected((Problem("$.by", "says who puts them on record"),))
    return name


@reads(router, "/declarations/differences", Scope.CHANNELS_READ, shapes.Page[paper_shapes.Compared])
def compare(asked: Asked) -> Any:
    """Declared beside observed, over every Run of the suite: what differs."""
    return {"items": channels.compared(asked.hands), "next": None}


@writes(router, "/pins", Scope.CHECK, paper_shapes.Pinned)
def check_pins(asked: Asked, given: LockText) -> Any:
    """Is a requirements file or package-lock.json strictly pinned: exact versions with hashes?"""
    found = pinning.problems(given.text, "$.text")
    told = [{"where": p.where, "what": p.what} for p in found]
    return {"pinned": not found, "problems": told}
