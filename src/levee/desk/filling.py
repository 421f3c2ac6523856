"""What becomes of a ticket when its reporter fills gaps?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.desk import gaps, intake, lab_work, opening, roster, severity
from levee.desk.intake import Given, Submission
from levee.desk.redaction.names import Names
from levee.model.event import Channel, Consequence, Event, EventKind
from levee.model.problem import Problem, Rejected
from levee.model.ticket import Stage, Ticket, TicketState, subject

FIXED = ("stream", "partner", "client", "idempotency_key")  #: whose ticket it is stays as it is
_PARTIAL = {"add", "settings", "platform"}


def _nowhere(names: Names) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the reporter told. ``payload`` is a ticket file with the missing fields only;
    ``sealed`` is its original, ``redact`` gives the only form that is stored in clear."""

    payload: Mapping[str, Any]
    by: str
    sealed: str
    redact: Callable[[Any], Any]
    faults: Sequence[Problem] = ()
    known: Names = intake.NONE  #: the people that the ticket named before
    seal_names: Callable[[Names], Sequence[str]] = _nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    events: tuple[Event, ...]
    consequences: tuple[Consequence, ...]
    gaps: tuple[str, ...]


def fill(ticket: Ticket, answer: Answer, contract: Contract, now: datetime) -> Filled:
    """Rejected, with every problem, when the answer changes whose ticket it is, says nothing, or
    holds something that cannot be read: then nothing of the ticket changes.

    A ticket that waited and lacks nothing more goes on by itself.
    """
    whole = _whole(ticket, answer.payload)
    given = intake.validate(whole, contract.file, answer.faults, answer.known)
    if problems := _problems(ticket, answer.payload, given):
        raise Rejected(tuple(problems))
    fields = {k: v for k, v in given.fields.items() if k in answer.payload}
    left = _left(ticket, answer.payload, given, contract)
    writing = _Writing(ticket, answer, now)
    stack = given.stack if "stack" in answer.payload else None
    writing(
        EventKind.FILLED,
        f"told now: {', '.join(sorted(answer.payload))}",
        submission=answer.redact(fields),
        gaps=list(left),
        stack=stack.to_json() if stack else None,
        sealed=answer.sealed,
        **({"names": list(answer.seal_names(given.names))} if given.names else {}),
    )
    if "impact" in answer.payload:
        judged = severity.judge(fields.get("impact", {}), contract.file.severity)
        writing(
            EventKind.JUDGED, judged.why, **(asdict(judged) | {"unclear": list(judged.unclear)})
        )
    wanted = () if left else _gone_on(ticket, fields, contract, writing)
    return Filled(events=tuple(writing.events), consequences=tuple(wanted), gaps=left)


def _whole(ticket: Ticket, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The answer as a ticket file. A stack without a list adds to the one that is known."""
    whole = {"stream": ticket.stream, **payload}
    whole["cannot_provide"] = _excuses(ticket, payload)
    sent = payload.get("stack")
    if isinstance(sent, dict) and sent and sent.keys() <= _PARTIAL and ticket.stack is not None:
        known = ticket.stack.to_json()
        added = sent.get("add", [])
        more = added if isinstance(added, list) else [added]
        whole["stack"] = {
            "components": [*known["components"], *more],
            **{t: _merged(known[t], sent.get(t)) for t in ("settings", "platform")},
        }
    return whole


def _excuses(ticket: Ticket, payload: Mapping[str, Any]) -> Any:
    told = payload.get("cannot_provide", {})
    return (
        {**ticket.submission.get("cannot_provide", {}), **told} if isinstance(told, dict) else told
    )


def _merged(known: Mapping[str, str], told: Any) -> Any:
    if told is None:
        return known
    return {**known, **told} if isinstance(told, dict) else told


def _problems(ticket: Ticket, payload: Mapping[str, Any], given: Submission) -> list[Problem]:
    found = list(given.problems)
    if not payload:
        found.append(Problem("$", "tells nothing"))
    if ticket.state in (TicketState.RESOLVED, TicketState.MERGED):
        found.append(Problem("$", f"{ticket.id} is {ticket.state}; nothing is missing on it"))
    known = {**ticket.submission, "stream": ticket.stream}
    for name in FIXED:
        if name in payload and payload[name] != known.get(name):
            found.append(Problem(name, "stays as it is; open another ticket for another one"))
    if "stack" in payload and ticket.stage is not Stage.TAKEN_IN:
        found.append(Problem("stack", f"is {ticket.stage} already; open another ticket"))
    return found


def _left(
    ticket: Ticket, payload: Mapping[str, Any], given: Submission, contract: Contract
) -> tuple[str, ...]:
    """What is still missing after the answer. A list that could not be read stays a gap until a
    whole one comes, or until somebody says why none can."""
    is_new = "stack" in payload and given.stack is not None
    partial = isinstance(payload.get("stack"), dict) and payload["stack"].keys() <= _PARTIAL
    told_before = gaps.SETTINGS not in ticket.gaps and ticket.stack is not None
    known = Given(
        fields={**ticket.submission, **given.fields},
        stack=given.stack if is_new else ticket.stack,
        has_settings=given.has_settings
        if is_new and not partial
        else told_before or given.has_settings,
        is_readable=gaps.UNREADABLE not in ticket.gaps or (is_new and not partial),
    )
    return intake.gaps(contract.file.streams[ticket.stream].required, known)


def _gone_on(
    ticket: Ticket, fields: Mapping[str, Any], contract: Contract, writing: "_Writing"
) -> list[Consequence]:
    """Nothing is missing any more: the stream's owner has it, and the lab begins."""
    file, wanted = contract.file, []
    if ticket.state is TicketState.PENDED:
        writing(EventKind.RESUMED, "nothing is missing any more", gaps=[])
        judged = severity.judge({**ticket.submission, **fields}.get("impact", {}), file.severity)
        stream = file.streams[ticket.stream]
        role, why = opening.first_owner(judged.unclear, False, stream, file)
        owner = roster.on_duty(role, file, writing.now)
        writing(EventKind.ASSIGNED, why, role=role, owner=owner)
        wanted.append(_told(ticket, file.people[owner].mail, why, writing.answer.sealed))
    if file.streams[ticket.stream].board and ticket.stage is Stage.TAKEN_IN:
        wanted.append(lab_work.reproduction(ticket.id))
    return wanted


def _told(ticket: Ticket, mail: str, why: str, sealed: str) -> Consequence:
    payload = {
        "to": mail,
        "subject": f"[{ticket.id}] assigned to you",
        "text": f"{ticket.id} is yours: its gaps are filled. {why}.",
    }
    return Consequence(channel=Channel.MAIL, key=f"{ticket.id}:assigned:{sealed}", payload=payload)


class _Writing:
    """Collects the Events of one answer; the same answer twice is the same Events."""

    def __init__(self, ticket: Ticket, answer: Answer, now: datetime) -> None:
        self.ticket, self.answer, self.now = ticket, answer, now
        self.events: list[Event] = []

    def __call__(self, kind: EventKind, reason: str, **data: Any) -> None:
        event = Event(
            subject=subject(self.ticket.id),
            kind=kind,
            at=self.now,
            actor=self.answer.by,
            reason=reason,
            key=f"filled:{self.answer.sealed}:{len(self.events)}",
            data=data,
        )
        self.events.append(event)
