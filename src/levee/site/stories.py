"""How is each story begun from the store? One function a story, the same for every face."""

from datetime import date, datetime

from levee.desk.stack_lists import read
from levee.flow import ISOLATE, NIGHT, RELEASE, REPRODUCE, Told, certifying, follow
from levee.flow.isolating import Isolating
from levee.flow.mending import Mending
from levee.flow.nighting import Nighting
from levee.flow.reproducing import RECALL, Reproducing, on_record
from levee.flow.ticking import wake_one
from levee.lab.isolate.report import Reporter
from levee.model.certificate import CertificateState
from levee.model.delta import Delta
from levee.model.problem import Rejected
from levee.model.stack import Stack
from levee.repair.fix_file import read_fix as read_fix
from levee.site.hands import LeveeHands


def certified(hands: LeveeHands, now: datetime) -> tuple[Stack, ...]:
    """Every Stack that the rule says is certified now, the newest certificate last."""
    suite, contract = hands.lab.suite(), hands.desk.contract()
    seen = {r.stack.digest: r.stack for n in hands.lab.nights(suite) for r in n.runs}
    found = []
    for stack in seen.values():
        standing = certifying.standing(hands, stack, contract, suite, now)
        if standing.state is CertificateState.CERTIFIED and standing.certified_at:
            found.append((standing.certified_at, stack.digest, stack))
    return tuple(stack for _, _, stack in sorted(found, key=lambda f: f[:2]))


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
    return follow(NIGHT, night_story(hands, day, now))
