"""Channels: where each points, and how it is moved, advanced and taken back."""

from typing import Any

from django.http import HttpResponse
from ninja import Schema

from levee.model.access import Scope
from levee.site import channels, jobs, rollout_calendar, stories_lab
from levee.site.channels import Desk
from levee.site.shown import rollout_calendar as shown
from levee.web.api import lab_shapes, shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked
from levee.web.api.raw import file, gives

router = area("channels")
MANIFEST, CALENDAR = "application/json", "text/calendar"


class Step(Schema):
    by: str
    version: int | None = None


class MoveWanted(Step):
    stack: dict[str, Any] | list[Any] | str


class RollBackWanted(Step):
    reason: str


def _desk(asked: Asked, name: str, by: str = "") -> Desk:
    return Desk(hands=asked.hands, data=asked.data, name=name, by=by, now=asked.now)


def _shown(desk: Desk) -> dict[str, Any]:
    return channels.shown(channels.story(desk))


@reads(router, "/channels", Scope.CHANNELS_READ, shapes.Page[shapes.Channel])
def list_channels(asked: Asked) -> Any:
    """Where each channel points, how far its move is, and when its window opens."""
    names = asked.hands.desk.contract().file.channels
    return {"items": [_shown(_desk(asked, name)) for name in names], "next": None}


@reads(router, "/rollout-calendar", Scope.CHANNELS_READ, lab_shapes.RolloutMonth)
def read_calendar(asked: Asked, month: str = "", channel: str = "") -> Any:
    """A month (`2026-11`) of the channels: open windows, freezes, moves that happened, the next
    step of a move under way, certificates that expire."""
    return rollout_calendar.report(asked.hands, month, asked.now, channel)


@reads(router, "/rollout-calendar.ics", Scope.CHANNELS_READ, None, extra=gives(CALENDAR))
def read_calendar_file(asked: Asked, channel: str = "") -> HttpResponse:
    """The same for three months as an iCalendar file."""
    return file(shown.as_file(asked.hands, asked.now, channel), CALENDAR, "levee-rollout.ics")


@reads(router, "/channels/{name}", Scope.CHANNELS_READ, shapes.Channel)
def read_channel(asked: Asked, name: str) -> Any:
    """One channel."""
    return _shown(_desk(asked, name))


@reads(router, "/channels/{name}/manifest", Scope.CHANNELS_FOLLOW, None, extra=gives(MANIFEST))
def read_manifest(asked: Asked, name: str) -> HttpResponse:
    """The channel's signed manifest, for updaters; `/channels/NAME.json` gives the same without a
    key, since a channel is public and names no partner."""
    text = channels.signed(_desk(asked, name))
    return file(text.encode(), MANIFEST, f"{name}.json")


@writes(router, "/channels/{name}/move", Scope.CHANNELS_WRITE, shapes.Channel)
def move_channel(asked: Asked, name: str, wanted: MoveWanted) -> Any:
    """Begin to offer a certified Stack: in the rollout window, at the first step."""
    desk = _desk(asked, name, wanted.by)
    stack = stories_lab.named_stack(asked.hands, wanted.stack)
    channels.move(desk, stack, wanted.version)
    return _shown(desk)


@writes(router, "/channels/{name}/advance", Scope.CHANNELS_WRITE, shapes.Channel)
def advance_channel(asked: Asked, name: str, wanted: Step) -> Any:
    """Offer it to the next share of clients."""
    desk = _desk(asked, name, wanted.by)
    channels.advance(desk, wanted.version)
    return _shown(desk)


@writes(router, "/channels/{name}/rollback", Scope.CHANNELS_WRITE, shapes.Channel)
def roll_channel_back(asked: Asked, name: str, wanted: RollBackWanted) -> Any:
    """Take the release back for everybody, at once, whatever the window says."""
    desk = _desk(asked, name, wanted.by)
    channels.roll_back(desk, wanted.reason, wanted.version)
    jobs.sweep(asked.now)
    return _shown(desk)
