"""Which facts does a new ticket begin with, and who hears of it?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.contract.schema import ContractFile, Stream
from levee.desk import incidents, lab_work, quiet, roster, routing, severity
from levee.desk.intake import Submission
from levee.model.event import LEVEE, Channel, Consequence, Event, EventKind
from levee.model.ticket import Ticket, fold, subject, then


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A ticket about to be written: all of it in one transaction, or none."""

    events: tuple[Event, ...]
    consequences: tuple[Consequence, ...]
    ticket: Ticket  #: what they tell, its stack unread


def open_ticket(
    ticket_id: str,
    submission: Submission,
    fields: Mapping[str, Any],
    sealed: str,
    contract: Contract,
    now: datetime,
    names: Sequence[str] = (),
) -> Opening:
    """Opened, labelled, judged, assigned, and pended when something required is missing.

    ``fields`` is the submission after redaction; only this form is ever stored in clear.
    ``sealed`` and ``names`` are the ids of the sealed original and of the people that it names.
    """
    file, write = contract.file, _Writer(ticket_id, now)
    stream = file.streams[submission.stream]
    write(
        EventKind.OPENED,
        f"came in through the {stream.title} stream",
        stream=submission.stream,
        contract=contract.digest,
        submission=dict(fields),
        stack=submission.stack.to_json() if submission.stack else None,
        sealed=sealed,
        **({"names": list(names)} if names else {}),
        gaps=list(submission.gaps),
        problems=[str(p) for p in submission.problems],
        level=stream.opening_level,
        labels=[],
    )
    for label in stream.labels:
        write(EventKind.LABELLED, f"every {stream.title} ticket carries it", label=label)
    _judge_and_assign(write, fields, submission, file, now)
    ticket = fold(write.events, stacks=False)
    led, called = incidents.opened(ticket, write.events, contract, now)
    wanted = [*_told(write, contract, now), *_reproduction(write, submission, file), *called]
    events = (*write.events, *led)
    return Opening(events=events, consequences=tuple(wanted), ticket=then(ticket, led))


class _Writer:
    """Collects the Events of one subject at one moment."""

    def __init__(self, ticket_id: str, now: datetime) -> None:
        self.ticket, self.now = ticket_id, now
        self.events: list[Event] = []

    def __call__(self, kind: EventKind, reason: str, **data: Any) -> None:
        event = Event(
            subject=subject(self.ticket),
            kind=kind,
            at=self.now,
            actor=LEVEE,
            reason=reason,
            key=f"opening:{len(self.events)}",
            data=data,
        )
        self.events.append(event)


def _judge_and_assign(
    write: _Writer,
    fields: Mapping[str, Any],
    submission: Submission,
    file: ContractFile,
    now: datetime,
) -> None:
    judged = severity.judge(fields.get("impact", {}), file.severity)
    write(EventKind.JUDGED, judged.why, **(asdict(judged) | {"unclear": list(judged.unclear)}))
    stream = file.streams[submission.stream]
    role, why = first_owner(judged.unclear, bool(submission.gaps), stream, file)
    held = roster.owner(role, why, file, now)
    if fields.get("evidence") and not (submission.gaps or judged.unclear):
        held = _routed(write, fields["evidence"], judged.severity, file, now)
    role = held.role
    write(EventKind.ASSIGNED, held.why, role=role, owner=held.person)
    if submission.gaps:
        missing = ", ".join(submission.gaps)
        write(EventKind.PENDED, f"missing: {missing}", gaps=list(submission.gaps), role=role)


def _routed(
    write: _Writer, evidence: routing.Evidence, severity_is: int, file: ContractFile, now: datetime
) -> roster.Held:
    """Evidence that came with a complete and clear ticket decides whose it is."""
    decided = routing.decide(evidence, severity_is, file, now)
    write(EventKind.ROUTED, decided.why, **routing.record(evidence, decided))
    return roster.Held(role=decided.role, person=decided.owner, why=decided.why)


def first_owner(
    unclear: Sequence[str], has_gaps: bool, stream: Stream, file: ContractFile
) -> tuple[str, str]:
    """(role, reason) of who owns the first response. Never nobody."""
    if has_gaps:
        return stream.pend.role, "a technician helps to fill the gaps"
    if unclear:
        return file.severity.unclear_to, f"severity is unclear: {', '.join(unclear)} unknown"
    return stream.owner, f"{file.roles[stream.owner].title} owns the stream"


def _reproduction(write: _Writer, submission: Submission, file: ContractFile) -> list[Consequence]:
    """A complete ticket of a stream with a board is reproduced by the lab without being asked."""
    if submission.gaps or not file.streams[submission.stream].board:
        return []
    return [lab_work.reproduction(write.ticket)]


def _sent(write: _Writer) -> str:
    """What whoever it was routed to is sent."""
    routed = (e for e in write.events if e.kind is EventKind.ROUTED)
    wanted: list[str] = next((e.data["send"] for e in routed), [])
    return f" Send: {', '.join(wanted)}." if wanted else ""


def _told(write: _Writer, contract: Contract, now: datetime) -> list[Consequence]:
    assigned = next(e for e in write.events if e.kind is EventKind.ASSIGNED)
    judged = next(e for e in write.events if e.kind is EventKind.JUDGED)
    owner, severity_is = assigned.data["owner"], judged.data["severity"]
    person = contract.file.people[owner]
    text = (
        f"{write.ticket} is yours: severity {severity_is} "
        f"({judged.data['priority']}), {judged.reason}. {assigned.reason}.{_sent(write)}"
    )
    payload = {"to": person.mail, "subject": f"[{write.ticket}] assigned to you", "text": text}
    key = f"{write.ticket}:assigned:opening"
    mail = Consequence(channel=Channel.MAIL, key=key, payload=payload)
    return [quiet.hushed(mail, owner, severity_is, contract, now)]
