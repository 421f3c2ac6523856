"""Where do channels point, who moves them, and what takes a bad release back by itself?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from levee.contract.load import Contract
from levee.desk import hours, roster
from levee.flow import certifying
from levee.flow.certifying import Facts
from levee.flow.hands import Hands
from levee.lab import dependency_contracts, fleet
from levee.model import channel as channel_model
from levee.model.certificate import CertificateState
from levee.model.channel import Channel
from levee.model.declaration import Declaration
from levee.model.declaration import fold as declarations_of
from levee.model.event import LEVEE, Consequence, Event, EventKind
from levee.model.event import Channel as By
from levee.model.problem import StaleWrite
from levee.model.run import Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.repair import channels
from levee.repair.channels import Asked, Back, Refused, Window

DUTY = "approve_rollback"
_RED = (CertificateState.SUSPENDED, CertificateState.FAILING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """Every Stack that is certified now, the newest last, and since when."""

    stacks: Sequence[Stack]
    since: Mapping[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasing:
    """One channel at one moment, with what decides about it."""

    hands: Hands
    contract: Contract
    name: str
    certified: Certified
    by: str
    now: datetime

    @property
    def channel(self) -> Channel:
        return read(self.hands, self.name)

    @property
    def window(self) -> Window:
        calendar = self.contract.calendars[self.contract.file.channels[self.name].window]
        opens = hours.next_open(calendar, self.now)
        return Window(is_open=opens == self.now, opens=opens)


def read(hands: Hands, name: str) -> Channel:
    return channel_model.fold(name, hands.ledger.events(channel_model.subject(name)))


def declared(hands: Hands) -> dict[str, Declaration]:
    return declarations_of(hands.ledger.of_kinds(EventKind.DECLARED))


def move(
    story: Releasing, stack: Stack, lock: str, against: Sequence[str], expect: int | None
) -> Event | Refused:
    """Begin a move. Of two at once one wins; the other is told that the channel moved on."""
    channel = story.channel
    event = channels.move(_asked(story, channel, against), stack, lock)
    return _written(story, channel, event, expect)


def advance(story: Releasing, expect: int | None) -> Event | Refused:
    channel = story.channel
    return _written(story, channel, channels.advance(_asked(story, channel, ())), expect)


def _asked(story: Releasing, channel: Channel, against: Sequence[str]) -> Asked:
    return Asked(
        channel=channel,
        spec=story.contract.file.channels[story.name],
        window=story.window,
        by=story.by,
        now=story.now,
        certified=story.certified.since,
        against=against,
    )


def _written(
    story: Releasing, channel: Channel, event: Event | Refused, expect: int | None
) -> Event | Refused:
    if isinstance(event, Event):
        version = channel.version if expect is None else expect
        story.hands.ledger.append([event], expect=version)
    return event


def roll_back(story: Releasing, refused: str, why: str, expect: int | None = None) -> Event:
    """Take a Release back for everybody. A move that is under way loses against it, unless
    whoever asks named the version that they saw."""
    with story.hands.ledger.writing():
        channel = story.channel
        if expect not in (None, channel.version):
            raise StaleWrite(channel_model.subject(story.name), expect or 0, channel.version)
        event = channels.roll_back(
            Back(
                channel=channel,
                certified=story.certified.since,
                known=story.certified.stacks,
                refused=refused,
                mitigation=story.contract.file.repair.mitigation,
                why=why,
                by=story.by,
                now=story.now,
            )
        )
        told = [_duty_holder(story, event), *_customers(story, event, refused)]
        story.hands.ledger.append([event], told)
    return event


def take_back(hands: Hands, contract: Contract, suite: Suite, now: datetime) -> tuple[Event, ...]:
    """A Release that turned red leaves every channel by itself, whatever the window says.

    Told again it changes nothing: what was taken back is not followed any more.
    """
    facts = certifying.read(hands, contract, suite)
    done: list[Event] = []
    for name in contract.file.channels:
        story = Releasing(
            hands=hands, contract=contract, name=name, certified=certified(facts, now), by=LEVEE,
            now=now,
        )  # fmt: skip
        for stack in _followed(story.channel):
            standing = facts.standing(stack, now)
            if standing.state in _RED:
                done.append(roll_back(story, stack.digest, standing.reason))
    return tuple(done)


def certified(facts: Facts, now: datetime) -> Certified:
    stacks = certifying.certified(facts, now)
    since = {s.digest: at for s in stacks if (at := facts.standing(s, now).certified_at)}
    return Certified(stacks=stacks, since=since)


def last_first(hands: Hands, name: str, stacks: Sequence[Stack]) -> tuple[Stack, ...]:
    """Certified Stacks, those that the channel offers or offered before as the newest."""
    mine = _followed(read(hands, name))[::-1]
    return (*(s for s in stacks if s not in mine), *(s for s in mine if s in stacks))


def _followed(channel: Channel) -> tuple[Stack, ...]:
    both = (channel.current, channel.previous)
    return tuple(release.stack for release in both if release)


def _duty_holder(story: Releasing, event: Event) -> Consequence:
    file = story.contract.file
    role = file.escalation.matrix[1][DUTY].role
    person = roster.person(role, file, story.now)
    return _mail(story, event, person.mail, event.reason)


def _customers(story: Releasing, event: Event, refused: str) -> list[Consequence]:
    """The contacts of every partner whose clients run what was taken back. Each hears of the
    channel only, none of another partner; who is in no contract is not written to."""
    file = story.contract.file
    active = fleet.active(story.hands.lab.fleet(), story.now, file.lab.active_days)
    hit = sorted({i.partner for i in active if i.stack.digest == refused} & file.partners.keys())
    mails = dict.fromkeys(c.mail for name in hit for c in file.partners[name].contacts)
    return [_mail(story, event, mail, event.reason) for mail in mails]


def _mail(story: Releasing, event: Event, to: str, text: str) -> Consequence:
    payload = {"to": to, "subject": f"Channel {story.name} went back", "text": text}
    key = f"{event.subject}:{event.key}:{to}"[:250]
    return Consequence(channel=By.MAIL, key=key, payload=payload)


def against(runs: Iterable[Run], stack: Stack, known: Mapping[str, Declaration]) -> tuple[str, ...]:
    """Why a release is refused by the dependency contracts of its plugins."""
    return dependency_contracts.refusals(stack, dependency_contracts.compare(runs, known))
