"""What happened, to what, when, by whom and why? Events are only ever appended."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from levee.model.moment import utc

LEVEE = "levee"  #: the actor of what Levee does by itself


class EventKind(StrEnum):
    OPENED = "opened"  #: a ticket came in; its data is the whole redacted submission
    PENDED = "pended"  #: waits for the reporter to fill the named gaps
    FILLED = "filled"  #: the reporter answered; some gaps may remain
    RESUMED = "resumed"  #: work goes on (gaps filled, or the pend expired and gaps are flagged)
    JUDGED = "judged"  #: severity and priority, with the rule that decided
    ASSIGNED = "assigned"  #: the next response has this owner
    TRIAGED = "triaged"  #: triage note and reproduction plan are written
    RUNG_FIRED = "rung_fired"  #: a step of a clock's escalation came due
    AUDITED = "audited"  #: the auditor found a promise that nobody kept watch over
    LABELLED = "labelled"  #: a label was put on
    UNLABELLED = "unlabelled"  #: a label was taken off
    REPRODUCED = "reproduced"  #: the stack failed as reported beside a green baseline
    NOT_REPRODUCED = "not_reproduced"  #: it did not; says what was seen instead
    ASKED = "asked"  #: one question of an isolation was answered by Runs
    ISOLATED = "isolated"  #: the smallest interaction was found
    CLASSIFIED = "classified"  #: what kind of finding the evidence shows
    WORK_OPENED = "work_opened"  #: a work item with owner and target date exists
    KNOWLEDGE_OPENED = "knowledge_work_opened"  #: the work is an article or a configuration script
    MUST_RUN = "must_run"  #: every Night runs this Interaction from now on
    FIX_SUBMITTED = "fix_submitted"  #: a stack change is offered as the fix
    FIX_VERIFIED = "fix_verified"  #: the suite passed on it and on the top stacks
    FIX_REFUSED = "fix_refused"  #: it did not; says where
    REMEDIATED = "remediated"  #: the ticket's failure is gone for its client
    RESOLVED = "resolved"  #: the reporter has what they need
    REOPENED = "reopened"  #: it was not resolved after all
    POSTMORTEM_DRAFTED = "postmortem_drafted"  #: the first text of the postmortem exists
    POSTMORTEM_SENT = "postmortem_sent"  #: the postmortem reached partner and staff
    NIGHT_PLANNED = "night_planned"  #: which stacks a Night runs, and why each
    NIGHT_ENDED = "night_ended"  #: a Night is judged: valid or void, with its report
    REVIEWED = "reviewed"  #: a person of the named role looked at a Stack's evidence
    CERTIFIED = "certified"  #: a Stack holds a Certificate from here on
    SUSPENDED = "suspended"  #: a Certificate does not hold any more
    RELEASED = "released"  #: a Channel points to this Release
    ROLLED_BACK = "rolled_back"  #: a Channel points back to an earlier Release
    MITIGATED = "mitigated"  #: nothing to roll back to: the named mitigation is in force
    ADOPTED = "contract_adopted"  #: an open ticket goes on under another version of the contract
    SEALED_OPENED = "sealed_opened"  #: somebody opened a sealed original


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact about one subject (``ticket:...``, ``work:...``, ``night:...``, ``stack:...``).

    ``key`` makes it unique within the subject: appending the same key twice is one Event.
    ``id`` and ``digest`` are given by the ledger; the digest covers the one before it.
    """

    subject: str
    kind: EventKind
    at: datetime
    actor: str
    reason: str
    key: str
    data: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0
    digest: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", utc(self.at))


def chained(before: str, event: Event) -> str:
    """The digest (sha256, hex) of an Event that follows the one with digest ``before``."""
    body: list[object] = [before, event.subject, event.kind, event.at.isoformat(), event.actor]
    body += [event.reason, event.key, event.data]
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class Channel(StrEnum):
    MAIL = "mail"  #: a message to a person or role of the contract
    JOB = "job"  #: work for the lab or the desk, done by a worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """Something to carry out because of an Event; ``key`` makes carrying it out twice harmless."""

    channel: Channel
    key: str
    payload: Mapping[str, Any]
