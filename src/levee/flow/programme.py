"""Which Stacks are in the partner-safe programme, and what do they earn when they hold?"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from levee.contract.load import Contract
from levee.desk import hours
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.lab.choose import Wanted
from levee.model import programme
from levee.model.certificate import CertificateState, Standing
from levee.model.event import LEVEE, Channel, Consequence, Event, EventKind
from levee.model.programme import Application, Place
from levee.model.stack import Stack
from levee.repair.admission import Admitted, letter

LONGEST_NAME = 200
_A_YEAR = timedelta(days=366)


def applications(hands: Hands) -> tuple[Application, ...]:
    return programme.fold(hands.ledger.of_kinds(*programme.KINDS))


def must(hands: Hands) -> tuple[Wanted, ...]:
    """What the Nights run for the programme: every open application, also one that lapsed."""
    return tuple(
        Wanted(stack=hands.lab.stack(a.stack), reason=f"programme of {a.partner}")
        for a in applications(hands)
        if a.is_open
    )


def apply(
    hands: Hands, partner: str, stack: Stack, contract: Contract, standing: Standing, now: datetime
) -> Stop | Sequence[Event]:
    """A partner applies with a Stack; the same one again changes nothing. One that is certified
    already is admitted at once."""
    spec = contract.file.certification.programme
    name = partner.strip()
    if spec is None:
        return Stop("the contract has no programme")
    if not name or len(name) > LONGEST_NAME:
        return Stop(f"a partner has a name of 1 to {LONGEST_NAME} characters")
    with hands.ledger.writing():
        own = [a for a in applications(hands) if a.partner == name and a.is_open]
        if any(a.stack == stack.digest for a in own):
            return ()
        if len(own) >= spec.applications:
            return Stop(f"{name} has {len(own)} open applications; at most {spec.applications}")
        hands.lab.keep(stack)
        about = programme.subject(name, stack.digest)
        data = {"partner": name, "stack": stack.digest}
        applied = _write(hands, about, EventKind.APPLIED, now, standing.reason, data)
        return (*applied, *follow_up(hands, stack, contract, standing, now))


def withdraw(hands: Hands, partner: str, stack: Stack, now: datetime) -> Stop | Sequence[Event]:
    with hands.ledger.writing():
        about = programme.subject(partner.strip(), stack.digest)
        own = [a for a in applications(hands) if a.subject == about and a.is_open]
        if not own:
            return Stop(f"{partner} has no open application with {stack.short}")
        return _write(hands, about, EventKind.WITHDRAWN, now, "withdrawn by the partner", {})


def follow_up(
    hands: Hands, stack: Stack, contract: Contract, standing: Standing, now: datetime
) -> Sequence[Event]:
    """Who is admitted, and whose place lapses, now that the Stack stands so."""
    certified = standing.state is CertificateState.CERTIFIED
    events: list[Event] = []
    spec = contract.file.certification.programme
    title = contract.file.channels[spec.channel].title if spec else ""
    for one in applications(hands):
        if one.stack != stack.digest or not one.is_open:
            continue
        if certified and one.place is not Place.ADMITTED:
            data = {"badge": "partner-safe", "window": _window(contract, now)}
            event = _event(hands, one.subject, EventKind.ADMITTED, now, standing.reason, data)
            admitted = Admitted(
                stack=stack,
                window=_window(contract, now),
                channel=title,
                expires_at=standing.expires_at,
            )
            told = _told(event, one, admitted, contract)
            events += hands.ledger.append([event], told)
        elif not certified and one.place is Place.ADMITTED:
            events += _write(hands, one.subject, EventKind.LAPSED, now, standing.reason, {})
    return events


def _window(contract: Contract, now: datetime) -> dict[str, str]:
    """The next time that the programme's channel may be moved; empty without one in a year."""
    spec = contract.file.certification.programme
    if spec is None:
        return {}
    calendar = contract.calendars[contract.file.channels[spec.channel].window]
    for opens, closes in hours.stretches(calendar, now, now + _A_YEAR):
        return {
            "channel": spec.channel,
            "opens": opens.isoformat(),
            "closes": closes.isoformat(),
        }
    return {}


def _told(
    event: Event, one: Application, admitted: Admitted, contract: Contract
) -> list[Consequence]:
    """The partner's contacts in the contract; who is in none is not written to."""
    known = contract.file.partners.get(one.partner)
    payload = {"subject": admitted.subject, "text": letter(admitted)}
    return [
        Consequence(
            channel=Channel.MAIL,
            key=f"{event.subject}:{event.key}:{mail}"[:250],
            payload=payload | {"to": mail},
        )
        for mail in dict.fromkeys(contact.mail for contact in (known.contacts if known else ()))
    ]


def _write(
    hands: Hands, about: str, kind: EventKind, now: datetime, why: str, data: Mapping[str, Any]
) -> Sequence[Event]:
    return hands.ledger.append([_event(hands, about, kind, now, why, data)])


def _event(
    hands: Hands, about: str, kind: EventKind, now: datetime, why: str, data: Mapping[str, Any]
) -> Event:
    number = len(hands.ledger.events(about))
    return Event(
        subject=about,
        kind=kind,
        at=now,
        actor=LEVEE,
        reason=why,
        key=f"{kind.value}:{number}",
        data=data,
    )
