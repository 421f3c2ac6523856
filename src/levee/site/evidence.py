"""How is evidence sealed, opened by whom it may be, and shared without a secret?"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from levee.bench import suite_folder
from levee.connect.bundle import zipped
from levee.desk import evidence, printed, support_report
from levee.desk.support_report import Known
from levee.model.event import Event, EventKind
from levee.model.moment import parse
from levee.model.problem import NotHeld, Problem, Rejected
from levee.model.run import Run
from levee.model.ticket import Ticket, subject
from levee.site.clean import clean, words
from levee.site.hands import LeveeHands
from levee.store.sealed import Seal

SUITE = "suite"  #: the suite's folder inside a bundle
LARGEST = 10_000_000  #: bytes of one piece of evidence


def bring(
    hands: LeveeHands, ticket_id: str, by: str, parts: Mapping[str, bytes], now: datetime
) -> Event:
    """Seal parts of the evidence of a ticket (``evidence.Part`` -> bytes as they came)."""
    ticket, fields = hands.desk.ticket(ticket_id), _fields(parts)
    body = b"\n\n".join(f"{name}:\n".encode() + parts[name] for name in sorted(parts))
    sealed = hands.desk.seal(body, now)
    brought = evidence.Brought(by=by, sealed=sealed, fields=clean(hands, ticket, fields), now=now)
    event = evidence.sealed(ticket, brought)
    hands.ledger.append([event])
    return event


def _fields(parts: Mapping[str, bytes]) -> dict[str, str]:
    problems = [Problem(name, "is larger than 10 MB") for name in parts if _too_large(parts[name])]
    problems += [Problem(name, "is empty") for name in parts if not parts[name].strip()]
    if not parts:
        problems.append(Problem("evidence", "name an error report, a timestamp or a screen"))
    fields = {name: body.decode("utf-8", "replace") for name, body in parts.items()}
    if at := fields.get(evidence.Part.TIMESTAMP):
        try:
            parse(at)
        except ValueError as error:
            problems.append(Problem(evidence.Part.TIMESTAMP, str(error)))
    if problems:
        raise Rejected(tuple(problems))
    return fields


def _too_large(body: bytes) -> bool:
    return len(body) > LARGEST


def original(
    hands: LeveeHands, data: Path, ticket_id: str, by: str, reason: str, now: datetime
) -> bytes:
    """The sealed original, for whoever may read it; the opening is on record before it is shown."""
    ticket = hands.desk.ticket(ticket_id)
    why_not = evidence.may_open(by, hands.desk.contract(ticket.contract).file)
    if not why_not and not reason.strip():
        why_not = "an opening names its reason"
    if not why_not and not ticket.sealed:
        why_not = f"{ticket.id} has no sealed original"
    if why_not:
        raise Rejected((Problem("--by" if reason.strip() else "--reason", why_not),))
    body = Seal(data / "keys" / "seal.key").open(ticket.sealed)
    hands.ledger.append(
        [evidence.opened(ticket, ticket.sealed, by, words(hands, ticket, reason), now)]
    )
    return body


def rerun(hands: LeveeHands, run_id: str) -> Run:
    """Repeat a Run; one of a ticket only when the ticket's evidence is sealed."""
    may_rerun(hands, run_id)
    return hands.lab.rerun(run_id)


def may_rerun(hands: LeveeHands, run_id: str) -> None:
    """NotHeld says why this Run cannot be repeated."""
    kind, _, ticket_id = hands.lab.find(run_id).subject.partition(":")
    if kind == "ticket" and (why_not := evidence.refusal(hands.desk.ticket(ticket_id))):
        raise NotHeld(why_not)
    if not hands.lab.folder(run_id).is_dir():
        raise NotHeld(f"the folder of run {run_id} is gone (`levee lab prune`); run its stack anew")


def bundle(hands: LeveeHands, ticket_id: str, by: str, now: datetime) -> tuple[str, bytes]:
    """(support code, zip) of everything another operator needs; sharing it is an Event."""
    ticket = hands.desk.ticket(ticket_id)
    if not by.strip():
        raise Rejected((Problem("--by", "says who makes it"),))
    known = _known(hands, ticket)
    files = {name: text.encode() for name, text in support_report.files(known).items()}
    files |= _suite_files(hands)
    if known.run is not None:
        lock = hands.lab.runner.folder(known.run.id) / "lock.txt"
        files |= {"lock.txt": lock.read_bytes()} if lock.is_file() else {}
    hands.ledger.append([_shared(ticket, known.code, by, now)])
    return known.code, zipped(files)


def _known(hands: LeveeHands, ticket: Ticket) -> Known:
    opening = hands.ledger.events(subject(ticket.id))[0]
    run = hands.lab.find(ticket.run) if ticket.run else None
    return Known(
        ticket=ticket,
        code=support_report.code(opening.digest),
        suite=SUITE,
        run=printed.clean(run) if run else None,
        baseline=ticket.baseline,
        versions=_versions(ticket),
    )


def _versions(ticket: Ticket) -> dict[str, str]:
    if ticket.stack is None:
        return {}
    named = (c for c in ticket.stack.components if c.role.value in ("host", "runtime"))
    return {c.role.value: c.purl for c in named}


def _suite_files(hands: LeveeHands) -> dict[str, bytes]:
    found = hands.lab.suite()
    return {f"{SUITE}/{name}": body for name, body in suite_folder.contents(found).items()}


def _shared(ticket: Ticket, code: str, by: str, now: datetime) -> Event:
    data: dict[str, Any] = {"support_code": code}
    return Event(
        subject=subject(ticket.id),
        kind=EventKind.SUPPORT_REPORTED,
        at=now,
        actor=by,
        reason=f"support report {code} was made",
        key=f"support_report:{now.isoformat()}",
        data=data,
    )
