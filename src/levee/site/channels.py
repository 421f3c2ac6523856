"""How is a channel shown, moved, taken back and read by an updater?"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from levee.connect import envelope
from levee.contract import rosters
from levee.contract.load import Contract
from levee.flow import certifying, releasing
from levee.flow.releasing import Releasing
from levee.lab import confirm, dependency_contracts
from levee.model.channel import Channel, Release
from levee.model.declaration import Declaration
from levee.model.event import Event, EventKind
from levee.model.problem import NotHeld, Problem, Rejected, Unknown
from levee.model.stack import Stack
from levee.repair import declaration_file, manifest, pinning
from levee.repair.channels import Refused
from levee.repair.manifest import Locks
from levee.site import vendor_keys
from levee.site.certificates import LOCK
from levee.site.hands import LeveeHands
from levee.site.vendor_keys import Keeping
from levee.store import runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who asks what of which channel, and when."""

    hands: LeveeHands
    data: Path
    name: str
    by: str
    now: datetime


def story(desk: Desk) -> Releasing:
    """Unknown where the contract has no such channel."""
    contract = _contract(desk)
    facts = certifying.read(desk.hands, contract, desk.hands.lab.suite())
    return Releasing(
        hands=desk.hands,
        contract=contract,
        name=desk.name,
        certified=releasing.certified(facts, desk.now),
        by=desk.by,
        now=desk.now,
    )


def _contract(desk: Desk) -> Contract:
    contract = desk.hands.desk.contract()
    if desk.name not in contract.file.channels:
        names = ", ".join(sorted(contract.file.channels))
        raise Unknown(f"there is no channel {desk.name}; the contract has {names}")
    return contract


def move(desk: Desk, stack: Stack, expect: int | None = None) -> Event:
    """NotHeld with every reason; Rejected for a person who may not; StaleWrite for the second."""
    told = story(desk)
    _may(told, _mover(told))
    lock = lock_of(desk.data, stack)
    against = [str(p) for p in pinning.problems(lock, LOCK)] if lock else ["there is no lock file"]
    if told.contract.file.channels[desk.name].declared:
        seen = confirm.settled(runs.of_stack(stack.digest, told.hands.lab.suite()))
        against += releasing.against(seen, stack, releasing.declared(desk.hands))
    return _done(releasing.move(told, stack, _sha256(lock), against, expect))


def _mover(told: Releasing) -> str:
    file = told.contract.file
    return file.channels[told.name].mover or file.support_lead


def advance(desk: Desk, expect: int | None = None) -> Event:
    told = story(desk)
    _may(told, _mover(told))
    return _done(releasing.advance(told, expect))


def roll_back(desk: Desk, why: str, expect: int | None = None) -> Event:
    """By whoever holds the duty, or its deputy; StaleWrite when another version was seen."""
    told = story(desk)
    holder = told.contract.file.escalation.matrix[1][releasing.DUTY]
    _may(told, holder.role, holder.deputy)
    if not why.strip():
        raise Rejected((Problem("--reason", "says why it is rolled back"),))
    current = told.channel.current
    if current is None:
        raise NotHeld(f"{desk.name} points to nothing that could be taken back")
    return releasing.roll_back(told, current.stack.digest, why, expect)


def _may(told: Releasing, *roles: str) -> None:
    file = told.contract.file
    if not any(told.by in rosters.in_turn(role, file) for role in roles):
        titles = " or ".join(file.roles[role].title or role for role in roles)
        raise Rejected((Problem("--by", f"{told.by} does not hold {titles}"),))


def _done(answer: Event | Refused) -> Event:
    if isinstance(answer, Refused):
        raise NotHeld("; ".join(answer.reasons))
    return answer


def lock_of(data: Path, stack: Stack) -> str:
    file = data / "certificates" / stack.digest / LOCK
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def signed(desk: Desk) -> str:
    """The channel's manifest in a signed envelope, as updaters fetch it: often, and so without
    asking what is certified."""
    file, channel = _contract(desk).file, channel_of(desk.hands, desk.name)
    locks = Locks(current=_lock(desk, channel.current), previous=_lock(desk, channel.previous))
    days = file.channels[desk.name].manifest_days
    body = manifest.manifest(channel, locks, desk.now, days)
    keeping = Keeping(data=desk.data, days=file.certification.key_days, now=desk.now)
    return envelope.sealed(body, manifest.PAYLOAD, vendor_keys.fit(keeping).signer)


def _lock(desk: Desk, release: Release | None) -> str:
    return lock_of(desk.data, release.stack) if release else ""


def shown(told: Releasing) -> dict[str, Any]:
    """A channel as plain JSON."""
    channel, window = told.channel, told.window
    return {
        "channel": channel.name,
        "title": told.contract.file.channels[channel.name].title,
        "version": channel.version,
        "release": _release(channel.current),
        "previous": _release(channel.previous) if channel.is_moving else None,
        "share": channel.share,
        "candidate": channel.candidate.digest if channel.candidate else None,
        "mitigation": channel.mitigation or None,
        "refused": {digest: at.isoformat() for digest, at in channel.refused.items()},
        "window": {"open": window.is_open, "opens": window.opens.isoformat()},
    }


def _release(release: Release | None) -> dict[str, Any] | None:
    if release is None:
        return None
    return {
        "stack": release.stack.digest,
        "since": release.at.isoformat(),
        "reason": release.reason,
    }


def declare(hands: LeveeHands, body: Any, by: str, now: datetime) -> tuple[Declaration, ...]:
    """Put what plugins declare on record; the same declaration twice is one fact."""
    found = declaration_file.read(body)
    hands.ledger.append([_declared(one, by, now) for one in found])
    return found


def _declared(one: Declaration, by: str, now: datetime) -> Event:
    data = {"plugin": one.plugin, "supports": dict(one.supports)}
    text = json.dumps(data, sort_keys=True)
    return Event(
        subject=one.subject,
        kind=EventKind.DECLARED,
        at=now,
        actor=by,
        reason=f"declares {len(one.supports)} ranges",
        key=f"declared:{_sha256(text)[:32]}:{now.isoformat()}",
        data=data,
    )


def compared(hands: LeveeHands) -> list[dict[str, Any]]:
    """Declared beside observed, over every Run of the suite: what differs."""
    known = hands.lab.runs(hands.lab.suite())
    found = dependency_contracts.compare(known, releasing.declared(hands))
    return [
        {"plugin": c.plugin, "agreement": c.agreement.value, "reason": c.reason, "run": c.run}
        for c in dependency_contracts.differences(found)
    ]


def on_record(hands: LeveeHands) -> list[dict[str, Any]]:
    """The newest declaration of each plugin."""
    known = releasing.declared(hands)
    return [{"plugin": n, "supports": dict(one.supports)} for n, one in sorted(known.items())]


def channel_of(hands: LeveeHands, name: str) -> Channel:
    return releasing.read(hands, name)
