"""What do we tell whom, and when, that one number of the contract may change?"""

from datetime import timedelta

from every_number import Number
from number_probes_desk import event, opened, submitted

from levee.contract.load import Contract
from levee.desk import mailing, sessions, updates
from levee.desk.case import Case
from levee.desk.promises import promises
from levee.model.event import Event, EventKind
from levee.model.incident import incident
from levee.model.problem import Rejected, WrongState
from levee.model.ticket import fold
from submissions import NOW

HOUR = timedelta(hours=1)
IMPACTS = ("down", "blocked", "degraded", "none")  #: severity 1, 2, 3, 4


def _case(contract: Contract, impact: str, *told: str, hours: float = 0.0) -> Case:
    events = list(opened(contract, submitted("partner", production_impact=impact)).events)
    for i, kind in enumerate(told, start=1):
        events.append(event(kind, NOW + i * HOUR, run="r", number=i))
    return Case(ticket=fold(events), events=events, contract=contract, now=NOW + hours * HOUR)


def cadence(contract: Contract, number: Number) -> object:
    """What stands in the way of an update, and when the next one is due, for each severity."""
    found: list[object] = []
    for impact in IMPACTS:
        known = _case(contract, impact)
        wait = updates.every(known) + HOUR
        parts = {"impact": "x", "workaround": "none yet", "owner": "ada", "evidence": ["x"]}
        for promised in (NOW + HOUR / 2, NOW + wait):
            made = updates.draft(known, parts | {"next_update": promised.isoformat()}, "ada")
            told = [*known.events, made.event]
            again = Case(ticket=fold(told), events=told, contract=contract, now=NOW)
            try:
                found.append(updates.send(again, "ada", ()).reason)
            except (Rejected, WrongState) as refused:
                found.append(str(refused))
    return found


def again(contract: Contract, number: Number) -> object:
    """How many rounds a clock has after its first was kept and it was started once more."""
    name = str(number.path[1])
    told = {
        "remote_session": ("not_reproduced", "session_booked", "session_missed"),
        "customer_update": ("update_sent", "update_sent"),
    }[name]
    known = _case(contract, "none", *told, hours=9)
    found = promises(known.ticket, known.events, contract)
    return [p.clock.started for p in found if p.clock.name == name]


def led(contract: Contract, number: Number) -> object:
    return [incident(_case(contract, impact).events) is not None for impact in IMPACTS]


def booked(contract: Contract, number: Number) -> object:
    """When the session lies, booked at any hour of a day and between two of its quarters."""
    found = []
    for minutes in range(0, 24 * 60, 55):
        known = _case(contract, "none", EventKind.NOT_REPRODUCED, hours=minutes / 60)
        change = sessions.after_failed_reproduction(known)
        found += [(e.data["start"], e.data["end"]) for e in change.events]
    return found


def mailed(contract: Contract, number: Number) -> object:
    """After how many of each kind within a day the door of mail stays shut."""
    counts = range(100)
    resolved = fold([*_case(contract, "none").events, event(EventKind.RESOLVED, NOW)])

    def many(kind: EventKind, count: int) -> list[Event]:
        return [event(kind, NOW) for _ in range(count)]

    file = contract.file
    return [
        [mailing.may_acknowledge(many(EventKind.ACKNOWLEDGED, n), file, NOW) for n in counts],
        [mailing.opens_too_many(many(EventKind.MAIL_TAKEN, n), file, NOW) for n in counts],
        [mailing.says_too_much(many(EventKind.HEARD, n), file, NOW) for n in counts],
        [
            mailing.reopens_too_often(resolved, many(EventKind.REOPENED, n), file, NOW)
            for n in counts
        ],
    ]
