"""Who takes a Stack's certificate back by hand, what changes at once, and who is told?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from levee.contract import rosters
from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.desk import roster
from levee.flow import certifying, programme, releasing
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.lab import fleet
from levee.model import channel as channel_model
from levee.model.certificate import CertificateState
from levee.model.event import Channel, Consequence, Event, EventKind
from levee.model.problem import StaleWrite
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.repair.withdrawal import Withdrawn, letter

HELD = (CertificateState.CERTIFIED, CertificateState.TEMPORARY)
"""What can be withdrawn: anything else nobody may rely on already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawing:
    """One Stack's certificate, who takes it back, why, and what partners are told beside that it
    is so. ``expect``: how many Events of the Stack were seen."""

    hands: Hands
    stack: Stack
    contract: Contract
    suite: Suite
    by: str
    why: str
    said: str
    now: datetime
    expect: int | None = None


def roles(file: ContractFile) -> tuple[str, ...]:
    """Whoever may certify may take back; so may who holds the right to roll back."""
    holder = file.escalation.matrix[1][releasing.DUTY]
    return tuple(dict.fromkeys((file.certification.reviewer, holder.role, holder.deputy)))


def withdraw(story: Withdrawing) -> Stop | Sequence[Event]:
    """In one transaction with all that follows: papers, programme and mail. Nothing that a Channel
    offers is moved: ``pointing`` says which ones to take back."""
    file = story.contract.file
    if not any(story.by in rosters.in_turn(role, file) for role in roles(file)):
        titles = " or ".join(file.roles[role].title or role for role in roles(file))
        return Stop(f"{story.by} does not hold {titles}")
    if not story.why.strip():
        return Stop("a withdrawal says why")
    with story.hands.ledger.writing():
        if stop := _not_now(story):
            return stop
        event = _event(story)
        new = story.hands.ledger.append([event], _told(story, event))
        after = certifying.read(story.hands, story.contract, story.suite)
        standing = after.standing(story.stack, story.now)
        story.hands.lab.issue(story.stack, standing, story.now)
        left = programme.follow_up(story.hands, story.stack, story.contract, standing, story.now)
        return (*new, *left)


def _not_now(story: Withdrawing) -> Stop | None:
    """StaleWrite where something happened to the Stack that whoever asks did not see."""
    about = certifying.subject(story.stack)
    seen = len(story.hands.ledger.events(about))
    if story.expect not in (None, seen):
        raise StaleWrite(about, story.expect or 0, seen)
    facts = certifying.read(story.hands, story.contract, story.suite)
    standing = facts.standing(story.stack, story.now)
    if standing.state in HELD:
        return None
    state = standing.state.value.replace("_", " ")
    return Stop(f"{story.stack.short} has no certificate to withdraw: {state}, {standing.reason}")


def _event(story: Withdrawing) -> Event:
    about = certifying.subject(story.stack)
    kind = EventKind.CERTIFICATE_WITHDRAWN
    return Event(
        subject=about,
        kind=kind,
        at=story.now,
        actor=story.by,
        reason=story.why,
        key=f"{kind.value}:{len(story.hands.ledger.events(about))}",
        data={"suite": story.suite.name, "said": story.said},
    )


def pointing(hands: Hands, contract: Contract, stack: Stack) -> tuple[str, ...]:
    """The Channels that still offer it, to all or to some: each is rolled back by its own act."""
    told = hands.ledger.of_subjects(map(channel_model.subject, contract.file.channels))
    every = (
        channel_model.fold(name, told.get(channel_model.subject(name), ()))
        for name in contract.file.channels
    )
    return tuple(
        channel.name
        for channel in every
        if any(r.stack == stack for r in (channel.current, channel.previous) if r)
    )


def _told(story: Withdrawing, event: Event) -> list[Consequence]:
    """The contacts of every partner whose active clients run it, each of its own only; and, where
    a Channel still offers it, who may take that back."""
    file = story.contract.file
    what = Withdrawn(stack=story.stack, at=story.now, said=story.said)
    mails = [
        _mail(event, contact.mail, what.subject, letter(what, clients))
        for partner, clients in sorted(_running(story).items())
        for contact in file.partners[partner].contacts
    ]
    if names := pointing(story.hands, story.contract, story.stack):
        text = f"{event.reason}\n\nStill offered by: {', '.join(names)}. `levee channel roll-back`."
        role = file.escalation.matrix[1][releasing.DUTY].role
        person = roster.person(role, file, story.now)
        mails.append(_mail(event, person.mail, what.subject, text))
    return list({mail.key: mail for mail in mails}.values())


def _running(story: Withdrawing) -> dict[str, list[str]]:
    """Partner of the contract -> its active clients that run the Stack."""
    file = story.contract.file
    found: dict[str, list[str]] = {}
    for one in fleet.active(story.hands.lab.fleet(), story.now, file.lab.active_days):
        if one.stack == story.stack and one.partner in file.partners:
            found.setdefault(one.partner, []).append(one.client)
    return found


def _mail(event: Event, to: str, subject: str, text: str) -> Consequence:
    payload = {"to": to, "subject": subject, "text": text}
    key = f"{event.subject[:40]}:{event.key}:{to}"[:250]
    return Consequence(channel=Channel.MAIL, key=key, payload=payload)
