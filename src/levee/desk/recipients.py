"""Who may be written to about this ticket? Computed from it alone, each time anew.

An address is verified when it stands in the contract beside the ticket's partner, or when a
person of ours verified it for this one ticket. Nothing that came in with a submission counts.
"""

from collections.abc import Iterable

from levee.contract.schema import ContractFile
from levee.desk.case import Case
from levee.model.address import address, robot
from levee.model.event import Event, EventKind
from levee.model.problem import Problem, Rejected
from levee.model.ticket import Ticket


def recipients(ticket: Ticket, events: Iterable[Event], file: ContractFile) -> tuple[str, ...]:
    """The customer's verified addresses, each once. ``file`` is the contract in force."""
    partner = file.partners.get(ticket.text("partner"))
    listed = [c.mail for c in partner.contacts] if partner else []
    verified: dict[str, bool] = dict.fromkeys(listed, True)
    for event in events:
        if event.kind in (EventKind.CONTACT_VERIFIED, EventKind.CONTACT_WITHDRAWN):
            verified[event.data["mail"]] = event.kind is EventKind.CONTACT_VERIFIED
    return tuple(mail for mail, counts in verified.items() if counts)


def verified(case: Case, mail: str, by: str, how: str) -> Event:
    """A person of ours made sure that this address belongs to the customer, and says how."""
    problems = case.stranger(by)
    if not how.strip():
        problems.append(Problem("--how", "says how the address was verified"))
    read = _read(mail, problems)
    return _written(case, EventKind.CONTACT_VERIFIED, read, by, f"verified: {how}", problems)


def withdrawn(case: Case, mail: str, by: str) -> Event:
    """Nobody writes there about this ticket any more, whatever the contract lists."""
    problems = case.stranger(by)
    read = _read(mail, problems)
    why = "not written to any more"
    return _written(case, EventKind.CONTACT_WITHDRAWN, read, by, why, problems)


def _read(mail: str, problems: list[Problem]) -> str:
    try:
        read = address(mail)
    except ValueError as error:
        problems.append(Problem("MAIL", str(error)))
        return ""
    if robot(read):
        problems.append(Problem("MAIL", f"{read} is read by a machine"))
    return read


def _written(
    case: Case, kind: EventKind, mail: str, by: str, why: str, problems: list[Problem]
) -> Event:
    if problems:
        raise Rejected(tuple(problems))
    return case.event(kind, str(case.ticket.version), by, why, {"mail": mail})
