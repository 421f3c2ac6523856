"""What does the whole contract say, short enough to be read aloud?"""

from collections.abc import Iterator
from datetime import datetime

from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.desk import roster
from levee.desk.explain.explained import Explained


def overview(contract: Contract, now: datetime) -> Explained:
    file = contract.file
    parts = {
        "streams": list(_streams(file)),
        "levels": list(_levels(file)),
        "clocks": [
            f"{name}: {c.target} ({c.calendar}), {c.title}" for name, c in file.clocks.items()
        ],
        "severity": list(_severity(file)),
        "routing": list(_routing(file)),
        "duties": list(_duties(file)),
        "roles": list(_roles(file, now)),
        "updates": [f"severity {s}: every {u.every}" for s, u in file.updates.items()],
        "certification": [_certification(file)],
    }
    facts = {"contract": contract.version, "company": file.company, **parts}
    words = [f"{file.company}, contract {contract.version}"]
    for title, lines in parts.items():
        words += ["", title, *(f"  {line}" for line in lines)]
    return Explained(facts=facts, words=tuple(words))


def _streams(file: ContractFile) -> Iterator[str]:
    for name, stream in file.streams.items():
        yield f"{name}: opens at {stream.opening_level}, owned by {stream.owner}"
        yield f"  requires {', '.join(stream.required) or 'nothing'}"
        yield f"  waits {stream.pend.wait} for gaps, with {stream.pend.role}"
        yield f"  promises {', '.join(stream.clocks) or 'nothing'}"


def _levels(file: ContractFile) -> Iterator[str]:
    for name, level in file.levels.items():
        yield f"{name} {level.title} ({level.role}): {', '.join(level.resolves)}"
        yield f"  goes up when {', or '.join(level.escalates_when)}"
    if file.pod:
        people = ", ".join(f"{n} {role}" for role, n in file.pod.members.items())
        yield f"pod: {people}; knowledge fixes by {file.pod.knowledge}"
        yield f"  ships without asking: {', '.join(file.pod.ships)}"


def _severity(file: ContractFile) -> Iterator[str]:
    for i, rule in enumerate(file.severity.rules, 1):
        when = " and ".join(f"{name} {'/'.join(values)}" for name, values in rule.when.items())
        priority = file.severity.priority[rule.severity]
        yield f"{i}. {rule.severity} ({priority}) {rule.why}: {when or 'everything else'}"


def _routing(file: ContractFile) -> Iterator[str]:
    for i, route in enumerate(file.routing, 1):
        when = " and ".join(f"{kind} {'/'.join(values)}" for kind, values in route.when.items())
        yield f"{i}. {when}: {route.route}, by {route.duty}; send {', '.join(route.send)}"
    yield f"else: {file.support_lead}"


def _duties(file: ContractFile) -> Iterator[str]:
    for severity, held in sorted(file.escalation.matrix.items()):
        told = ", ".join(f"{duty} {h.role}" for duty, h in held.items())
        yield f"severity {severity}: {told}"


def _roles(file: ContractFile, now: datetime) -> Iterator[str]:
    for name, role in file.roles.items():
        who = file.people[roster.on_duty(name, file, now)].name
        turns = role.ics or ("in turns" if role.rotation == "weekly" else "alone")
        yield f"{name} ({role.title or name}): {who} now, {turns}"


def _certification(file: ContractFile) -> str:
    found = file.certification
    return (
        f"{found.nights} nights of {found.repeats} runs, reviewed by {found.reviewer}, "
        f"for {found.expires_after_days} days"
    )
