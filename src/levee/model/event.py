"""What happened, to what, when, by whom and why? Events are only ever appended."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from levee.model.moment import utc

LEVEE = "levee"  #: the actor of what Levee does by itself


class EventKind(StrEnum):
    OPENED = "opened"  #: a ticket came in; its data is the whole redacted submission
    PENDED = "pended"  #: waits for the reporter to fill the named gaps
    RECEIVED = "received"  #: something more came in for it; sealed, and what it said is redacted
    ACKNOWLEDGED = "acknowledged"  #: an address was told that its report is here
    MAIL_TAKEN = "mail_taken"  #: a mail of this address opened a ticket
    MAIL_SET_ASIDE = "mail_set_aside"  #: a mail waits for a person; it is kept, sealed
    MAIL_TAKEN_UP = "mail_taken_up"  #: a person made a ticket of it, or had it heard on one
    MAIL_DISMISSED = "mail_dismissed"  #: a person said why nothing comes of it
    FILLED = "filled"  #: the reporter answered; some gaps may remain
    RESUMED = "resumed"  #: work goes on (gaps filled, or the pend expired and gaps are flagged)
    PARTNER_SET = "partner_set"  #: a person found out which partner it is from
    JUDGED = "judged"  #: severity and priority, with the rule that decided
    ASSIGNED = "assigned"  #: the next response has this owner
    ROUTED = "routed"  #: the evidence decided whose it is, and what they are sent
    LEVELLED = "levelled"  #: works at another level from here on
    TRIAGED = "triaged"  #: triage note and reproduction plan are written
    PAUSED = "paused"  #: a person put it on hold, and why
    NOTED = "noted"  #: an internal note, for our people only
    REPLIED = "replied"  #: we answered the reporter
    HEARD = "heard"  #: the reporter wrote again
    CASE_HEARD = "case_heard"  #: the reporter of a ticket that is part of this case wrote
    DRAFTED = "drafted"  #: a text that came too late to be a move; kept for its author
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
    WORK_TURNED = "work_turned"  #: a person's finding made knowledge work of engineering work
    WORK_CHANGED = "work_changed"  #: a person changed its owner, date, state or acceptance
    MUST_RUN = "must_run"  #: every Night runs this Interaction from now on
    CERTIFIED_AWAY = "certified_away"  #: no Night has to run it: its fix is certified
    FIX_SUBMITTED = "fix_submitted"  #: a stack change is offered as the fix
    FIX_VERIFIED = "fix_verified"  #: the suite passed on it and on the top stacks
    FIX_REFUSED = "fix_refused"  #: it did not; says where
    REMEDIATED = "remediated"  #: the ticket's failure is gone for its client
    RESOLVED = "resolved"  #: the reporter has what they need
    REOPENED = "reopened"  #: it was not resolved after all, or left its case
    MERGED = "merged"  #: it is worked on as part of a case from here on
    JOINED = "joined"  #: another ticket became part of this case
    PARTED = "parted"  #: another ticket left this case
    INFORMED = "informed"  #: its reporter is told what became of its case
    SPLIT = "split"  #: a part of it became a ticket of its own
    LINKED = "linked"  #: is related to another ticket, and how
    UNLINKED = "unlinked"  #: is not any more
    POSTMORTEM_DRAFTED = "postmortem_drafted"  #: the first text of the postmortem exists
    POSTMORTEM_SENT = "postmortem_sent"  #: the postmortem reached partner and staff
    NIGHT_CALLED = "night_called"  #: its time came: the Night was put into the queue
    PINNED = "pinned"  #: a person wants a Run's folder to be kept
    UNPINNED = "unpinned"  #: not any more
    CONTACT_VERIFIED = "contact_verified"  #: this address may be written to about this ticket
    CONTACT_WITHDRAWN = "contact_withdrawn"  #: it may not any more
    UPDATE_DRAFTED = "update_drafted"  #: the text of a customer update exists
    UPDATE_APPROVED = "update_approved"  #: a second person read it
    UPDATE_SENT = "update_sent"  #: the customer was told
    INCIDENT_OPENED = "incident_opened"  #: commander, customer liaison and scribe are named
    AUTOMATION_PAUSED = "automation_paused"  #: by whoever holds the right to
    INCIDENT_REVIEWED = "incident_reviewed"  #: a person signed one of the reviews it needs
    AUTOMATION_RESUMED = "automation_resumed"  #: every review was signed
    SESSION_BOOKED = "session_booked"  #: a remote session has a time, people and a link
    SESSION_MOVED = "session_moved"  #: it has another time
    SESSION_CANCELLED = "session_cancelled"  #: it will not take place
    SESSION_HELD = "session_held"  #: it took place
    SESSION_MISSED = "session_missed"  #: somebody did not come
    NIGHT_PLANNED = "night_planned"  #: which stacks a Night runs, and why each
    NIGHT_ENDED = "night_ended"  #: a Night is judged: valid or void, with its report
    REVIEWED = "reviewed"  #: a person of the named role looked at a Stack's evidence
    CERTIFIED = "certified"  #: a Stack holds a Certificate from here on
    CERTIFICATE_WITHDRAWN = "certificate_withdrawn"  #: a person took a Certificate back
    SUSPENDED = "suspended"  #: a Certificate does not hold any more
    RELEASED = "released"  #: a Channel points to this Release
    ADVANCED = "advanced"  #: a larger share of clients follows a Channel's Release
    DECLARED = "declared"  #: a plugin's version declares which ranges it supports
    ROLLED_BACK = "rolled_back"  #: a Channel points back to an earlier Release
    MITIGATED = "mitigated"  #: nothing to roll back to: the named mitigation is in force
    GRANTED = "granted"  #: a starter's Stack may be relied on for a while, marked as such
    KEY_MADE = "key_made"  #: the vendor signs with this key from here on
    KEY_REVOKED = "key_revoked"  #: nothing that this key signed is to be believed any more
    APPLIED = "applied"  #: a partner wants a Stack in the partner-safe programme
    ADMITTED = "admitted"  #: it is certified: the badge and a rollout window are the partner's
    LAPSED = "lapsed"  #: its certificate does not hold any more
    WITHDRAWN = "withdrawn"  #: the partner does not want it any more
    ADOPTED = "contract_adopted"  #: an open ticket goes on under another version of the contract
    EVIDENCE_SEALED = "evidence_sealed"  #: error report, timestamp or screen were sealed later
    SUPPORT_REPORTED = "support_reported"  #: the shareable bundle was made, under a support code
    SEALED_OPENED = "sealed_opened"  #: somebody opened a sealed original
    ACCOUNT_MADE = "account_made"  #: somebody may sign in from here on
    ACCOUNT_CLOSED = "account_closed"  #: they may not any more; every session ended
    ACCOUNT_REOPENED = "account_reopened"  #: they may again
    ACCOUNT_CHANGED = "account_changed"  #: who they are or may look after, and what it was before
    ACCOUNT_TOLD = "account_told"  #: a mail about their own account was written
    INVITED = "invited"  #: an address was sent a link that makes an account, once
    INVITATION_WITHDRAWN = "invitation_withdrawn"  #: the link makes none any more


#: What is never shown to a reporter: our own notes, and what names other people's tickets.
STAFF_ONLY = frozenset(
    (
        EventKind.NOTED,
        EventKind.CASE_HEARD,
        EventKind.DRAFTED,
        EventKind.MERGED,
        EventKind.JOINED,
        EventKind.PARTED,
        EventKind.SPLIT,
        EventKind.LINKED,
        EventKind.UNLINKED,
        EventKind.SEALED_OPENED,
        EventKind.CONTACT_VERIFIED,
        EventKind.CONTACT_WITHDRAWN,
        EventKind.UPDATE_DRAFTED,
        EventKind.UPDATE_APPROVED,
        EventKind.INCIDENT_REVIEWED,
        EventKind.POSTMORTEM_DRAFTED,
    )
)


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
        if self.at.tzinfo is not UTC:
            object.__setattr__(self, "at", utc(self.at))


def chained(before: str, event: Event) -> str:
    """The digest (sha256, hex) of an Event that follows the one with digest ``before``."""
    body: list[object] = [before, event.subject, event.kind, event.at.isoformat(), event.actor]
    body += [event.reason, event.key, event.data]
    return hashlib.sha256(_canonical(body).encode()).hexdigest()


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


class Channel(StrEnum):
    MAIL = "mail"  #: a message to a person or role of the contract
    JOB = "job"  #: work for the lab or the desk, done by a worker
    WEBHOOK = "webhook"  #: an address that asked to be told of Events of this kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """Something to carry out because of an Event; ``key`` makes carrying it out twice harmless.

    What has a ``recipient`` may be gathered with others for the same one into a digest; what is
    ``urgent`` never waits for that.
    """

    channel: Channel
    key: str
    payload: Mapping[str, Any]
    not_before: datetime | None = None  #: quiet hours end then; None: at once
    recipient: str = ""
    urgent: bool = False
