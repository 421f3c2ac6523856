"""How is each story begun from the store? One function a story, the same for every face."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from levee.desk.stack_lists import read
from levee.flow import (
    ISOLATE,
    NIGHT,
    RELEASE,
    REPRODUCE,
    Stop,
    Told,
    calling,
    certifying,
    follow,
    overruling,
)
from levee.flow.isolating import Isolating
from levee.flow.mending import Mending
from levee.flow.nighting import Nighting
from levee.flow.overruling import Overruling
from levee.flow.reproducing import RECALL, Reproducing, on_record
from levee.flow.ticking import wake_one
from levee.lab.isolate.report import Reporter
from levee.model.delta import Delta
from levee.model.event import Event
from levee.model.problem import NotHeld, Rejected
from levee.model.stack import Stack
from levee.model.ticket import Ticket
from levee.repair.fix_file import read_fix as read_fix
from levee.site import answers
from levee.site.hands import LeveeHands
from levee.store.alone import alone


def certified(hands: LeveeHands, now: datetime) -> tuple[Stack, ...]:
    """Every Stack that the rule says is certified now, the newest certificate last."""
    facts = certifying.read(hands, hands.desk.contract(), hands.lab.suite())
    return certifying.certified(facts, now)


def reproduce(hands: LeveeHands, ticket_id: str, now: datetime) -> Told[Reproducing]:
    ticket = hands.desk.ticket(ticket_id)
    story = Reproducing(
        hands=hands,
        ticket=ticket,
        contract=hands.desk.contract(ticket.contract),
        suite=hands.lab.suite(),
        now=now,
        certified=certified(hands, now),
    )
    known = on_record(hands, ticket, story.suite) is not None
    told = follow(RECALL if known else REPRODUCE, story)
    wake_one(hands, ticket_id, now)
    return told


def isolate(
    hands: LeveeHands,
    ticket_id: str,
    now: datetime,
    seed: int,
    reporter: Reporter | None = None,
) -> Told[Isolating]:
    ticket = hands.desk.ticket(ticket_id)
    story = Isolating(
        hands=hands,
        ticket=ticket,
        contract=hands.desk.contract(ticket.contract),
        suite=hands.lab.suite(),
        now=now,
        seed=seed,
        reporter=reporter or Reporter(),
    )
    told = follow(ISOLATE, story)
    wake_one(hands, ticket_id, now)
    return told


def overrule(
    hands: LeveeHands, ticket_id: str, said: tuple[str, str], now: datetime
) -> Stop | Sequence[Event]:
    """``said``: (who, why). It works as documented; a person's finding goes before evidence."""
    contract = hands.desk.contract(hands.desk.ticket(ticket_id).contract)
    by, reason = said
    told = overruling.overrule(
        Overruling(hands=hands, ticket=ticket_id, contract=contract, now=now, by=by, reason=reason)
    )
    wake_one(hands, ticket_id, now)
    return told


def overruled(
    hands: LeveeHands, ticket_id: str, said: tuple[str, str], now: datetime
) -> dict[str, Any]:
    """The finding and the work that it left; NotHeld says why there is nothing to overrule."""
    told = overrule(hands, ticket_id, said, now)
    if isinstance(told, Stop):
        raise NotHeld(told.reason)
    found = hands.desk.ticket(ticket_id)
    return {
        "ticket": found.id,
        "finding": found.finding,
        "by": said[0],
        "reason": said[1],
        "work_item": answers.work_item(hands.desk.work_item(found.work_item), now),
    }


def works(ticket: Ticket) -> tuple[str, ...]:
    """The ids of a ticket's work items, that of its own Interaction first."""
    return (ticket.work_item, *ticket.linked) if ticket.work_item else ticket.linked


def mend(
    hands: LeveeHands, work_id: str, change: tuple[Delta, ...], notes: str, now: datetime
) -> Told[Mending]:
    item = hands.desk.work_item(work_id)
    ticket = hands.desk.ticket(item.ticket)
    story = Mending(
        hands=hands,
        ticket=ticket,
        item=item,
        change=change,
        notes=notes,
        contract=hands.desk.contract(ticket.contract),
        suite=hands.lab.suite(),
        now=now,
        certified=certified(hands, now),
        others=tuple(hands.desk.work_item(w) for w in works(ticket) if w != item.id),
    )
    told = follow(RELEASE, story)
    wake_one(hands, ticket.id, now)
    return told


def night_story(hands: LeveeHands, day: date, now: datetime) -> Nighting:
    contract = hands.desk.contract()
    canary, problems = read(contract.file.lab.canary, contract.file.product, "lab.canary")
    if canary is None or problems:
        raise Rejected(tuple(problems))
    return Nighting(
        hands=hands,
        contract=contract,
        suite=hands.lab.suite(),
        day=day,
        now=now,
        canary=canary,
    )


def night(hands: LeveeHands, day: date, now: datetime) -> Told[Nighting]:
    """Run one Night, or go on with it; NotHeld while somebody else is at the same one."""
    story = night_story(hands, day, now)
    with alone(story.subject, hands.desk.data / "locks") as mine:
        if not mine:
            raise NotHeld(f"the night {day} is being run by another process; it ends there")
        return follow(NIGHT, story)


def call_night(hands: LeveeHands, now: datetime) -> tuple[Event, ...]:
    """Put the Night whose time has come into the queue, where there is a suite to run."""
    try:
        suite = hands.lab.suite()
    except Rejected:
        return ()
    return calling.call(hands, hands.desk.contract(), suite, now)
