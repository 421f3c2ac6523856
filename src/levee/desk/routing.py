"""Whose is this error, as the evidence shows, and what is sent to them?

The first route of the contract that the evidence matches wins. Evidence that matches none, or that
has an unknown part which would have led elsewhere, goes to the support lead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.contract.schema import EVIDENCE, UNKNOWN, ContractFile, Route
from levee.desk import quiet, roster
from levee.model.event import Channel, Consequence, Event, EventKind
from levee.model.problem import Problem
from levee.model.ticket import Ticket, subject

LONGEST = 200  #: characters of one piece of evidence
UNCLEAR = "unclear"  #: the route of what goes to the support lead

type Evidence = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Where it goes, who is told there, and what they are sent. ``rule`` counts from 1; 0: none."""

    route: str
    rule: int
    role: str
    owner: str
    duty: str
    send: tuple[str, ...]
    why: str


def decide(evidence: Evidence, severity: int, file: ContractFile, now: datetime) -> Routing:
    """A part that is absent was not seen; a part that is ``unknown`` could be anything."""
    seen = {kind: value for kind, value in evidence.items() if value}
    found = next(((i, r) for i, r in enumerate(file.routing) if _matches(r, seen)), None)
    until = found[0] if found else len(file.routing)
    unclear = [kind for route in file.routing[:until] for kind in _open_in(route, seen)]
    if unclear:
        first = next(r for r in file.routing[:until] if _open_in(r, seen))
        lacking = ", ".join(dict.fromkeys(unclear))
        return _to_lead(f"{lacking} unknown: it could be for {first.route}", file, now)
    if found is None:
        told = ", ".join(f"{kind} {value}" for kind, value in seen.items()) or "no evidence"
        return _to_lead(f"no route matches {told}", file, now)
    return _to_duty(found[0], severity, seen, file, now)


def routed(
    ticket: Ticket, evidence: Evidence, decided: Routing, actor: str, now: datetime
) -> tuple[Event, ...]:
    """The route is on record, and its duty-holder owns the next response."""

    def told(kind: EventKind, data: Mapping[str, Any]) -> Event:
        return Event(
            subject=subject(ticket.id),
            kind=kind,
            at=now,
            actor=actor,
            reason=decided.why,
            key=f"{kind.value}:{ticket.version}",
            data=data,
        )

    owner = {"role": decided.role, "owner": decided.owner}
    return (
        told(EventKind.ROUTED, record(evidence, decided)),
        told(EventKind.ASSIGNED, owner),
    )


def record(evidence: Evidence, decided: Routing) -> dict[str, Any]:
    """What the Event says of the decision."""
    return {
        "route": decided.route,
        "rule": decided.rule,
        "duty": decided.duty,
        "send": list(decided.send),
        "evidence": dict(evidence),
    }


def message(
    ticket: Ticket, decided: Routing, contract: Contract, key: str, now: datetime
) -> Consequence:
    """What the duty-holder reads; outside their hours it waits, if the severity may."""
    mail = contract.file.people[decided.owner].mail
    sent = f" Send: {', '.join(decided.send)}." if decided.send else ""
    payload = {
        "to": mail,
        "subject": f"[{ticket.id}] yours: {decided.route.replace('_', ' ')}",
        "text": f"{ticket.id} is for {decided.route}: {decided.why}.{sent}",
    }
    return Consequence(
        channel=Channel.MAIL,
        key=f"{ticket.id}:{key}",
        payload=payload,
        not_before=quiet.not_before(decided.owner, ticket.severity, contract, now),
        recipient=mail,
    )


def problems(evidence: Any) -> list[Problem]:
    """What is wrong with evidence that somebody sent; any word may be its value."""
    if not isinstance(evidence, dict):
        return [Problem("evidence", f"is a map of {', '.join(EVIDENCE)} to what was seen")]
    found = []
    for kind, value in evidence.items():
        if kind not in EVIDENCE:
            found.append(Problem(f"evidence.{kind}", f"is no evidence; it is {_known()}"))
        elif not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
            found.append(Problem(f"evidence.{kind}", f"is text of 1 to {LONGEST} characters"))
    return found


def clear(evidence: Any) -> dict[str, str]:
    """The parts that can be read; a fault in one takes no other with it."""
    if not isinstance(evidence, dict):
        return {}
    bad = {p.where.partition(".")[2] for p in problems(evidence)}
    return {kind: value.strip().lower() for kind, value in evidence.items() if kind not in bad}


def _known() -> str:
    return ", ".join(EVIDENCE)


def _matches(route: Route, seen: Evidence) -> bool:
    return all(seen.get(kind) in values for kind, values in route.when.items())


def _open_in(route: Route, seen: Evidence) -> list[str]:
    """The unknown parts that alone keep this route from matching."""
    if not all(seen.get(k) in values or seen.get(k) == UNKNOWN for k, values in route.when.items()):
        return []
    return [kind for kind in route.when if seen.get(kind) == UNKNOWN]


def _to_lead(why: str, file: ContractFile, now: datetime) -> Routing:
    role = file.support_lead
    return Routing(
        route=UNCLEAR,
        rule=0,
        role=role,
        owner=roster.on_duty(role, file, now),
        duty="",
        send=(),
        why=f"route is unclear: {why}",
    )


def _to_duty(i: int, severity: int, seen: Evidence, file: ContractFile, now: datetime) -> Routing:
    route = file.routing[i]
    held = roster.holder(route.duty, severity, file, now)
    told = ", ".join(f"{kind} is {seen[kind]}" for kind in route.when)
    return Routing(
        route=route.route,
        rule=i + 1,
        role=held.role,
        owner=held.person,
        duty=route.duty,
        send=tuple(route.send),
        why=f"{told}: {route.route.replace('_', ' ')} by route {i + 1}; {held.why}",
    )
