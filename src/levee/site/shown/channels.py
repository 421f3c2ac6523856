"""Where does each channel point, when may it move, how did it come there, and how is it moved?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from levee.contract.load import Contract
from levee.desk import roster
from levee.flow import releasing
from levee.flow.releasing import Certified, Releasing
from levee.model import channel as channel_model
from levee.model.channel import Channel
from levee.model.stack import Stack
from levee.site import channels, stories
from levee.site.hands import LeveeHands
from levee.site.shown import names, timeline
from levee.site.shown.suites import lacking

HISTORY = 30  #: Events that the page shows of one channel


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    hands: LeveeHands
    contract: Contract
    stacks: Mapping[str, Stack]  #: certified now, by digest
    now: datetime


def page(hands: LeveeHands, now: datetime, only: str = "") -> dict[str, Any]:
    """Every channel of the contract, or the one that is named."""
    why = lacking(hands)
    certified = () if why else stories.certified(hands, now)
    asked = _Asked(
        hands=hands,
        contract=hands.desk.contract(),
        stacks={s.digest: s for s in certified},
        now=now,
    )
    return {
        "channels": [
            _channel(name, asked) for name in asked.contract.file.channels if only in ("", name)
        ],
        "lacking": why,
    }


def _channel(name: str, asked: _Asked) -> dict[str, Any]:
    told = Releasing(
        hands=asked.hands,
        contract=asked.contract,
        name=name,
        certified=Certified(stacks=tuple(asked.stacks.values()), since={}),
        by="",
        now=asked.now,
    )
    file, events = asked.contract.file, asked.hands.ledger.events(channel_model.subject(name))
    spec, channel = file.channels[name], channel_model.fold(name, events)
    body = channels.shown(told)
    return body | {
        "release": _release(body["release"], channel.current, asked),
        "previous": _release(body["previous"], channel.previous, asked),
        "candidate": _stack(channel.candidate, asked) if channel.candidate else None,
        "steps": [{"share": s, "done": channel.current and s <= channel.share} for s in spec.steps],
        "soak": spec.soak,
        "mover": names.role(file, spec.mover or file.support_lead),
        "zone": asked.contract.calendars[spec.window].zone,
        "calendar": spec.window,
        "refused": [{"stack": d, "at": at} for d, at in channel.refused.items()],
        "history": timeline.rows(events[-HISTORY:], file),
        "commands": _commands(name, channel, asked),
    }


def _release(
    told: Mapping[str, Any] | None, release: Any, asked: _Asked
) -> Mapping[str, Any] | None:
    return dict(told) | _stack(release.stack, asked) if told else None


def _stack(stack: Stack, asked: _Asked) -> dict[str, Any]:
    return {
        "stack": stack.digest,
        "text": names.stack(stack),
        "certified": stack.digest in asked.stacks,
    }


def _commands(name: str, channel: Channel, asked: _Asked) -> list[dict[str, str]]:
    """What can be typed now, by whoever is on duty; the command says no where it has to."""
    file = asked.contract.file
    mover = roster.on_duty(file.channels[name].mover or file.support_lead, file, asked.now)
    holder = roster.holder(releasing.DUTY, 1, file, asked.now).person
    found = []
    if channel.is_moving:
        text = f"levee channel advance {name} --by {mover}"
        found.append({"title": _("Offer it to the next share"), "text": text})
    elif fresh := _newest(channel, asked.stacks):
        text = f"levee channel move {name} {fresh[:12]} --by {mover}"
        found.append({"title": _("Move it to the newest certified stack"), "text": text})
    if channel.current:
        text = f'levee channel rollback {name} --by {holder} --reason "what was seen"'
        found.append({"title": _("Take the release back for everybody, at once"), "text": text})
    return [*found, {"title": _("The signed manifest"), "text": f"levee channel manifest {name}"}]


def _newest(channel: Channel, stacks: Mapping[str, Stack]) -> str:
    here = channel.current.stack.digest if channel.current else ""
    return next((digest for digest in reversed(list(stacks)) if digest != here), "")
