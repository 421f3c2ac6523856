"""How is a channel moved, offered to more, or taken back, by whoever holds the duty?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.contract.schema import ContractFile
from levee.flow import releasing
from levee.model.channel import Channel
from levee.model.problem import Problem, Rejected, Unknown
from levee.model.stack import Stack
from levee.site import channels, jobs, stories, stories_lab
from levee.site.channels import Desk
from levee.site.shown import channels as shown
from levee.site.shown import names
from levee.web.action import Doing, Done, action
from levee.web.acts.act import Act, bar, carry_out
from levee.web.forms import Field, Form, Kind
from levee.web.page import Answer, Asked, page

TEMPLATE = "levee/channels.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPlace:
    """One channel as it points now, and what it may be moved to; ``stacks`` by digest."""

    name: str
    file: ContractFile
    channel: Channel
    stacks: Mapping[str, Stack]

    def titles(self, *roles: str) -> str:
        return _(" or ").join(names.role(self.file, role).lower() for role in roles)

    @property
    def mover(self) -> str:
        return self.file.channels[self.name].mover or self.file.support_lead


def _desk(doing: Doing, place: ChannelPlace) -> Desk:
    return Desk(hands=doing.hands, data=doing.data, name=place.name, by=doing.by, now=doing.now)


def _move(place: ChannelPlace) -> Form | None:
    here = place.channel.current.stack.digest if place.channel.current else ""
    fresh = [(d, f"{names.stack(s)} · {d[:12]}") for d, s in place.stacks.items() if d != here]
    if not fresh:
        return None
    return Form(
        name="move",
        title=_("Move to a certified stack"),
        button=_("Begin to offer it"),
        explains=_(
            "A %(titles)s moves it, inside its window, to the first share of clients. What "
            "speaks against it is said."
        )
        % {"titles": place.titles(place.mover)},
        fields=(
            Field(
                name="stack",
                label=_("Certified stack"),
                kind=Kind.CHOICE,
                needed=True,
                choices=tuple(reversed(fresh)),
                names=True,
            ),
        ),
        person=True,
    )


def _do_move(doing: Doing, place: ChannelPlace) -> Done:
    named = doing.sent.text("stack")
    if not named:
        raise Rejected((Problem("stack", _("is missing; choose one")),))
    stack = stories_lab.named_stack(doing.hands, named)
    channels.move(_desk(doing, place), stack, doing.sent.version)
    return Done(
        said=_("%(name)s begins to offer %(stack)s.")
        % {"name": place.name, "stack": names.stack(stack)}
    )


def _advance(place: ChannelPlace) -> Form | None:
    if not place.channel.is_moving:
        return None
    return Form(
        name="advance",
        title=_("Offer it to more"),
        button=_("Offer it to the next share"),
        explains=_(
            "A %(titles)s offers it to the next share of clients, when this one has lasted long "
            "enough."
        )
        % {"titles": place.titles(place.mover)},
        person=True,
    )


def _do_advance(doing: Doing, place: ChannelPlace) -> Done:
    channels.advance(_desk(doing, place), doing.sent.version)
    return Done(said=_("It is offered to the next share of clients."))


def _roll_back(place: ChannelPlace) -> Form | None:
    if place.channel.current is None:
        return None
    holder = place.file.escalation.matrix[1][releasing.DUTY]
    return Form(
        name="roll-back",
        title=_("Take the release back"),
        button=_("Take it back for everybody"),
        explains=_(
            "%(stack)s is taken back for everybody, at once, whatever the window says; a "
            "%(titles)s does. It comes again only when it was certified anew."
        )
        % {
            "stack": names.stack(place.channel.current.stack),
            "titles": place.titles(holder.role, holder.deputy),
        },
        fields=(
            Field(name="reason", label=_("What was seen"), kind=Kind.TEXT, needed=True, rows=2),
        ),
        grave=True,
        person=True,
    )


def _do_roll_back(doing: Doing, place: ChannelPlace) -> Done:
    event = channels.roll_back(_desk(doing, place), doing.sent.text("reason"), doing.sent.version)
    transaction.on_commit(lambda: jobs.sweep(doing.now))
    return Done(said=_("It is taken back: %(reason)s.") % {"reason": event.reason})


ACTS: tuple[Act[ChannelPlace], ...] = (
    Act(name="move", title=noop("Move to a certified stack"), form=_move, do=_do_move),
    Act(name="advance", title=noop("Offer it to more"), form=_advance, do=_do_advance),
    Act(name="roll-back", title=noop("Take the release back"), form=_roll_back, do=_do_roll_back),
)


def answer(asked: Asked, name: str, **_: str) -> Answer:
    """The page of one channel."""
    body: dict[str, Any] = shown.page(asked.hands, asked.now, name)
    if not body["channels"]:
        raise Unknown(f"there is no channel {name}")
    stacks = () if body["lacking"] else stories.certified(asked.hands, asked.now)
    place = ChannelPlace(
        name=name,
        file=asked.hands.desk.contract().file,
        channel=channels.channel_of(asked.hands, name),
        stacks={stack.digest: stack for stack in stacks},
    )
    offered = bar(ACTS, place, asked, place.channel.version)
    return body | {"acts": offered, "alone": body["channels"][0]["title"]}


@page(TEMPLATE)
def every(asked: Asked) -> Answer:
    return shown.page(asked.hands, asked.now)


@page(TEMPLATE)
def channel(asked: Asked, name: str) -> Answer:
    return answer(asked, name)


@action(TEMPLATE, answer)
def act(doing: Doing, name: str, act: str) -> Done | HttpResponse:
    file = doing.hands.desk.contract().file
    if name not in file.channels:
        raise Unknown(f"there is no channel {name}")
    current = channels.channel_of(doing.hands, name)
    place = ChannelPlace(name=name, file=file, channel=current, stacks={})
    return carry_out(ACTS, act, doing, place)
