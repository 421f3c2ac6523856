"""The partner-safe programme, and what a Stack may be relied on for."""

from typing import Any

from ninja import Status

from levee.flow import Stop
from levee.model.access import Scope
from levee.model.problem import NotHeld, Problem, Rejected
from levee.site import checking, programme, stories_lab
from levee.web.api import lab_shapes, shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked
from levee.web.api.wanted import StackWanted

router = area("programme")


class Application(StackWanted):
    partner: str = ""


@writes(router, "/check", Scope.CHECK, lab_shapes.Checked)
def check_stack(asked: Asked, wanted: StackWanted) -> Any:
    """May this Stack be relied on: certified, known to fail, or untested with the nearest one?"""
    found = stories_lab.named_stack(asked.hands, wanted.stack, asked.partner)
    return checking.check(asked.hands, asked.data, found, asked.now, asked.partner).body


@reads(router, "/programme", Scope.PROGRAMME_READ, shapes.Programme)
def read_programme(asked: Asked) -> Any:
    """Every application: its place, its badge, its window, and what it still lacks."""
    return programme.status(asked.hands, asked.now, asked.partner)


@writes(router, "/programme", Scope.PROGRAMME_WRITE, {201: shapes.Programme})
def apply_to_programme(asked: Asked, wanted: Application) -> Any:
    """Apply with a Stack: every Night runs it until it is certified, and while it is."""
    partner, stack = (
        _whose(asked, wanted),
        stories_lab.named_stack(asked.hands, wanted.stack, asked.partner),
    )
    said = programme.apply(asked.hands, asked.data, partner, stack, asked.now)
    return Status(201, _answer(asked, said, partner))


@writes(router, "/programme/withdrawals", Scope.PROGRAMME_WRITE, {201: shapes.Programme})
def withdraw_from_programme(asked: Asked, wanted: Application) -> Any:
    """Take an application back: its badge and its place in the Nights go."""
    partner, stack = (
        _whose(asked, wanted),
        stories_lab.named_stack(asked.hands, wanted.stack, asked.partner),
    )
    return Status(
        201, _answer(asked, programme.withdraw(asked.hands, partner, stack, asked.now), partner)
    )


def _whose(asked: Asked, wanted: Application) -> str:
    partner = asked.partner or wanted.partner
    if not partner.strip() or wanted.partner not in ("", partner):
        raise Rejected((Problem("$.partner", "names who applies; a partner's key leaves it out"),))
    return partner


def _answer(asked: Asked, said: Any, partner: str) -> dict[str, Any]:
    if isinstance(said, Stop):
        raise NotHeld(said.reason)
    return programme.status(asked.hands, asked.now, partner)
