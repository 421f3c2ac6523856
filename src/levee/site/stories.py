"""How is each story begun from the store? One function a story, the same for every face."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from levee.desk.stack_lists import read
from levee.flow import ISOLATE, NIGHT, RELEASE, REPRODUCE, Told, certifying, follow
from levee.flow.isolating import Isolating
from levee.flow.mending import Mending
from levee.flow.nighting import Nighting
from levee.flow.reproducing import RECALL, Reproducing, on_record
from levee.flow.ticking import wake_one
from levee.lab.isolate.report import Reporter
from levee.model.certificate import CertificateState
from levee.model.delta import Delta, DeltaKind
from levee.model.problem import Problem, Rejected
from levee.model.stack import Stack
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


def read_fix(payload: Any) -> tuple[tuple[Delta, ...], str]:
    """(deltas, notes) of a fix file; Rejected with every problem and its JSON path."""
    problems = list(_fix_problems(payload))
    if problems:
        raise Rejected(tuple(problems))
    change = tuple(_delta(d) for d in payload["stack_change"])
    return change, payload.get("notes", "")


def _delta(body: Mapping[str, Any]) -> Delta:
    return Delta(DeltaKind(body["kind"]), body["component"], body.get("from"), body.get("to"))


def _fix_problems(payload: Any) -> list[Problem]:
    if not isinstance(payload, dict):
        return [Problem("$", "is a JSON object {work_item, stack_change, notes}")]
    problems = [
        Problem(k, "unknown field") for k in payload.keys() - {"work_item", "stack_change", "notes"}
    ]
    if not isinstance(payload.get("notes", ""), str):
        problems.append(Problem("notes", "is text"))
    change = payload.get("stack_change")
    if not isinstance(change, list) or not change:
        return [*problems, Problem("stack_change", "is a list of deltas, at least one")]
    return [*problems, *(p for i, d in enumerate(change) for p in _delta_problems(d, i))]


def _delta_problems(body: Any, number: int) -> list[Problem]:
    place = f"stack_change[{number}]"
    if not isinstance(body, dict):
        return [Problem(place, "is {kind, component, from, to}")]
    problems = [
        Problem(f"{place}.{k}", "unknown key")
        for k in body.keys() - {"kind", "component", "from", "to"}
    ]
    if body.get("kind") not in list(DeltaKind):
        problems.append(Problem(f"{place}.kind", f"is one of {', '.join(DeltaKind)}"))
    component = body.get("component")
    if not isinstance(component, str) or not component:
        problems.append(Problem(f"{place}.component", "is a package URL without version, or a key"))
    elif body.get("kind") != DeltaKind.SETTING and not component.startswith("pkg:"):
        problems.append(Problem(f"{place}.component", "is a package URL such as pkg:pypi/httpx"))
    for side in ("from", "to"):
        if not isinstance(body.get(side), str | None):
            problems.append(Problem(f"{place}.{side}", "is text or null"))
    return problems
