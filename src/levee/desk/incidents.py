"""Who leads an incident, may automation be paused, and what is missing before it runs again?"""

from collections.abc import Sequence
from datetime import datetime

from levee.contract import rosters
from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.contract.talking import IncidentRules
from levee.desk import letters, roster
from levee.desk.case import Case
from levee.model.delta import DeltaKind
from levee.model.event import LEVEE, Channel, Consequence, Event, EventKind
from levee.model.incident import Incident, incident
from levee.model.problem import NotNow, Problem, Rejected
from levee.model.ticket import Ticket, subject

CHANGED = (EventKind.FIX_VERIFIED, EventKind.FIX_REFUSED)  #: after these the client runs others


def opened(
    ticket: Ticket, events: Sequence[Event], contract: Contract, at: datetime
) -> tuple[tuple[Event, ...], tuple[Consequence, ...]]:
    """What follows from the severity that the ticket has: an incident, once, or nothing.

    To be written in the same transaction as the judgement.
    """
    rules = contract.file.incident
    if rules is None or ticket.severity not in rules.severities or incident(events) is not None:
        return (), ()
    roles = {name: roster.on_duty(role, contract.file, at) for name, role in rules.roles.items()}
    event = Event(
        subject=subject(ticket.id),
        kind=EventKind.INCIDENT_OPENED,
        at=at,
        actor=LEVEE,
        reason=f"severity {ticket.severity}: {ticket.severity_why}",
        key=EventKind.INCIDENT_OPENED.value,
        data={"roles": roles},
    )
    return (event,), tuple(_called(ticket, roles, contract.file, at))


def _called(
    ticket: Ticket, roles: dict[str, str], file: ContractFile, at: datetime
) -> list[Consequence]:
    assert file.incident is not None
    lead = "\n".join(f"- {_words(role)}: {file.people[p].name}" for role, p in roles.items())
    holder = ", ".join(holders(file.incident.pause_duty, ticket, file, at))
    text = (
        f"{ticket.id} is an incident: {ticket.priority}, {ticket.severity_why}.\n\n{lead}\n\n"
        f"Automation may be paused by {holder}: levee incident pause {ticket.id}\n"
    )
    said = (letters.about(ticket, "incident opened"), text)
    people = (*roles.values(), *holders(file.incident.pause_duty, ticket, file, at))
    return letters.to_people(ticket, people, said, "incident:opened", file, automatic=True)


def holders(duty: str, ticket: Ticket, file: ContractFile, at: datetime) -> tuple[str, ...]:
    """Who holds a duty for this ticket now, and who stands in: each a person."""
    held = file.escalation.matrix[ticket.severity][duty]
    found = (roster.on_duty(role, file, at) for role in (held.role, held.deputy))
    return tuple(dict.fromkeys(found))


def pause(case: Case, by: str, why: str, after_update: bool) -> tuple[Event, list[Consequence]]:
    found = _incident(case)
    if found.paused:
        raise NotNow(f"automation is paused since {found.paused_at}", ("review", "resume"))
    _held(case, by, why)
    updated = after_update or changed(case)
    data = {"after_update": updated, "number": found.pauses + 1}
    event = case.event(EventKind.AUTOMATION_PAUSED, f"{found.pauses + 1}", by, why, data)
    return event, _hooked(case, event, "automation.paused")


def resume(case: Case, by: str, why: str) -> tuple[Event, list[Consequence]]:
    """Only when every review that this pause needs was signed."""
    found = _incident(case)
    if not found.paused:
        raise NotNow("automation is not paused", ("pause",))
    _held(case, by, why)
    lacking = missing(case)
    if lacking:
        signs = f"signed by {_rules(case).reviews.role}"
        raise NotNow(f"not {signs} yet: {', '.join(lacking)}", ("review",))
    event = case.event(EventKind.AUTOMATION_RESUMED, f"{found.pauses}", by, why, {})
    return event, _hooked(case, event, "automation.resumed")


def review(case: Case, kind: str, by: str, evidence: str) -> Event:
    """A person of the named role signs one review, and says what was looked at."""
    found, rules = _incident(case), _rules(case).reviews
    if not found.paused:
        raise NotNow("automation is not paused: there is nothing to review", ("pause",))
    known = (*rules.always, *rules.after_update)
    problems = []
    if kind not in known:
        problems.append(Problem("--of", f"{kind!r} is none of {', '.join(known)}"))
    people = rosters.in_turn(rules.role, case.file)
    if by not in people:
        problems.append(Problem("--by", f"{by!r} does not hold {rules.role}: {', '.join(people)}"))
    if not evidence.strip():
        problems.append(Problem("--evidence", "names what was looked at"))
    if problems:
        raise Rejected(tuple(problems))
    if kind not in missing(case):
        raise NotNow(f"the {kind} review is signed, or not needed", _after(case))
    data = {"review": kind, "evidence": evidence}
    key = f"{found.pauses}:{kind}"
    return case.event(EventKind.INCIDENT_REVIEWED, key, by, f"{_words(kind)}: {evidence}", data)


def missing(case: Case) -> tuple[str, ...]:
    """The reviews that this pause still needs. A fix or a way back since is an update, too."""
    found, rules = _incident(case), _rules(case).reviews
    wanted = list(rules.always)
    if found.after_update or changed(case):
        wanted += rules.after_update
    signed = {r.kind for r in found.reviews}
    return tuple(kind for kind in dict.fromkeys(wanted) if kind not in signed)


def changed(case: Case) -> bool:
    """Does what the client runs differ from what ran before: an update, a fix, a way back?"""
    versions = (DeltaKind.VERSION, DeltaKind.ADDED, DeltaKind.REMOVED)
    found = any(delta.kind in versions for delta in case.ticket.interaction)
    return found or any(event.kind in CHANGED for event in case.events)


def _incident(case: Case) -> Incident:
    found = incident(case.events)
    if found is None:
        raise NotNow(f"{case.ticket.id} is no incident (severity {case.ticket.severity})")
    return found


def _held(case: Case, by: str, why: str) -> None:
    duty = _rules(case).pause_duty
    holding = holders(duty, case.ticket, case.file, case.now)
    problems = []
    if by not in holding:
        problems.append(Problem("--by", f"{by!r} does not hold {duty}: {', '.join(holding)}"))
    if not why.strip():
        problems.append(Problem("--reason", "says why"))
    if problems:
        raise Rejected(tuple(problems))


def _after(case: Case) -> tuple[str, ...]:
    lacking = missing(case)
    return tuple(f"review --of {kind}" for kind in lacking) or ("resume",)


def _hooked(case: Case, event: Event, kind: str) -> list[Consequence]:
    """Automation is told by a signed webhook, where the contract names one."""
    if not _rules(case).webhook:
        return []
    data = {"ticket": case.ticket.id, "severity": case.ticket.severity, "by": event.actor}
    payload = {
        "url": _rules(case).webhook,
        "type": kind,
        "timestamp": event.at.isoformat(),
        "data": data | {"reason": event.reason},
    }
    key = f"{case.ticket.id}:{event.key}"
    return [Consequence(channel=Channel.WEBHOOK, key=key, payload=payload)]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _rules(case: Case) -> IncidentRules:
    if case.file.incident is None:
        raise NotNow("the ticket's contract knows no incidents")
    return case.file.incident
