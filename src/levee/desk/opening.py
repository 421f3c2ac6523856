"""Which facts does a new ticket begin with, and who hears of it?"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.contract.schema import ContractFile
from levee.desk import lab_work, roster, severity
from levee.desk.intake import Submission
from levee.model.event import LEVEE, Channel, Consequence, Event, EventKind
from levee.model.ticket import subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A ticket about to be written: all of it in one transaction, or none."""

    events: tuple[Event, ...]
    consequences: tuple[Consequence, ...]


def open_ticket(
    ticket_id: str,
    submission: Submission,
    fields: Mapping[str, Any],
    sealed: str,
    contract: Contract,
    now: datetime,
) -> Opening:
    """Opened, labelled, judged, assigned, and pended when something required is missing.

    ``fields`` is the submission after redaction; only this form is ever stored in clear.
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
        gaps=list(submission.gaps),
        problems=[str(p) for p in submission.problems],
        level=stream.opening_level,
        labels=[],
    )
    for label in stream.labels:
        write(EventKind.LABELLED, f"every {stream.title} ticket carries it", label=label)
    _judge_and_assign(write, fields, submission, file, now)
    wanted = [*_told(write, file, now), *_reproduction(write, submission, file)]
    return Opening(events=tuple(write.events), consequences=tuple(wanted))


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
    role, why = first_owner(judged, bool(submission.gaps), stream.owner, stream.pend.role, file)
    write(EventKind.ASSIGNED, why, role=role, owner=roster.on_duty(role, file, now))
    if submission.gaps:
        missing = ", ".join(submission.gaps)
        write(EventKind.PENDED, f"missing: {missing}", gaps=list(submission.gaps), role=role)


def first_owner(
    judged: severity.Judgement, has_gaps: bool, stream_role: str, pend_role: str, file: ContractFile
) -> tuple[str, str]:
    """(role, reason) of who owns the first response. Never nobody."""
    if has_gaps:
        return pend_role, "a technician helps to fill the gaps"
    if judged.unclear:
        unclear = ", ".join(judged.unclear)
        return file.severity.unclear_to, f"severity is unclear: {unclear} unknown"
    return stream_role, f"{file.roles[stream_role].title} owns the stream"


def _reproduction(write: _Writer, submission: Submission, file: ContractFile) -> list[Consequence]:
    """A complete ticket of a stream with a board is reproduced by the lab without being asked."""
    if submission.gaps or not file.streams[submission.stream].board:
        return []
    return [lab_work.reproduction(write.ticket)]


def _told(write: _Writer, file: ContractFile, now: datetime) -> list[Consequence]:
    assigned = next(e for e in write.events if e.kind is EventKind.ASSIGNED)
    judged = next(e for e in write.events if e.kind is EventKind.JUDGED)
    person = file.people[assigned.data["owner"]]
    text = (
        f"{write.ticket} is yours: severity {judged.data['severity']} "
        f"({judged.data['priority']}), {judged.reason}. {assigned.reason}."
    )
    payload = {"to": person.mail, "subject": f"[{write.ticket}] assigned to you", "text": text}
    key = f"{write.ticket}:assigned:opening"
    return [Consequence(channel=Channel.MAIL, key=key, payload=payload)]
