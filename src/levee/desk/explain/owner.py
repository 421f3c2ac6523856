"""Why does this person hold this role now?"""

from datetime import datetime

from levee.contract import rosters
from levee.contract.schema import ContractFile
from levee.desk import roster
from levee.desk.explain.explained import Explained, minute

_BY = {
    "override": "an override says so",
    "weekly": "it is their week of the rotation",
    "none": "nobody takes turns",
}


def owner(role: str, file: ContractFile, now: datetime) -> Explained:
    spec = file.roles[role]
    who, turn = roster.on_duty(role, file, now), roster.shift(role, file, now)
    zone = rosters.zone(spec, file)
    until = f" until {minute(turn.end, zone)}" if turn.by != "none" else ""
    why = _BY.get(turn.by, f"{turn.by} says so")
    if not turn.people:
        why = f"{spec.ics} names nobody now, so it is the support lead's"
    facts = {
        "role": role,
        "person": who,
        "by": turn.by,
        "from": turn.start.isoformat(),
        "to": turn.end.isoformat(),
    }
    words = f"{file.people[who].name} holds {role} ({spec.title or role}){until}: {why}"
    return Explained(facts=facts, words=(words,))
