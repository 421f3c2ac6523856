"""Who asks through the API, and what may they do?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    TICKETS_READ = "tickets:read"  #: tickets with their clocks and timeline
    TICKETS_WRITE = "tickets:write"  #: submit and move tickets
    TICKETS_ROUTE = "tickets:route"  #: route tickets by their evidence
    MAIL_READ = "mail:read"  #: mail that waits for a person, redacted
    MAIL_SETTLE = "mail:settle"  #: decide on mail that was set aside
    MAIL_WRITE = "mail:write"  #: hand over mail, for a mail server
    EVIDENCE_OPEN = "evidence:open"  #: open sealed originals, as a person who may
    EVIDENCE_SHARE = "evidence:share"  #: make support reports for other operators
    UPDATES_WRITE = "updates:write"  #: draft, approve and send updates to the customer
    CONTACTS_WRITE = "contacts:write"  #: see and say who may be written to
    INCIDENTS_READ = "incidents:read"  #: incidents and their postmortems
    INCIDENTS_WRITE = "incidents:write"  #: pause, review, resume, and write postmortems
    SESSIONS_WRITE = "sessions:write"  #: book and move remote sessions
    WORK_READ = "work:read"  #: work items and the board
    WORK_WRITE = "work:write"  #: submit fixes
    LAB_READ = "lab:read"  #: runs, nights, plan, matrix, stacks
    LAB_RUN = "lab:run"  #: ask the lab to run something
    CERTIFICATES_READ = "certificates:read"  #: what is certified, and what is missing
    CERTIFICATES_REVIEW = "certificates:review"  #: review a stack
    CHECK = "check"  #: ask whether a stack may be relied on
    PROGRAMME_READ = "programme:read"  #: applications for the partner-safe programme
    PROGRAMME_WRITE = "programme:write"  #: apply, and take it back
    CHANNELS_READ = "channels:read"  #: where each channel points, and what plugins declare
    CHANNELS_FOLLOW = "channels:follow"  #: fetch signed manifests, for updaters
    CHANNELS_WRITE = "channels:write"  #: move channels, take releases back, declare ranges
    FLEET_READ = "fleet:read"  #: what clients run
    FLEET_WRITE = "fleet:write"  #: report what clients run
    EXPOSURE_READ = "exposure:read"  #: which clients, of all partners, a ticket is about to hit
    CONTRACT_READ = "contract:read"  #: the contract, its proofs and differences
    CONTRACT_WRITE = "contract:write"  #: put another contract in force
    EVENTS_READ = "events:read"  #: what happened, in order
    NUMBERS_READ = "numbers:read"  #: the metrics
    REDACT = "redact"  #: take secrets out of a text
    OPERATE = "operate"  #: tick, audit, and jobs
    KEYS_READ = "keys:read"  #: which keys there are
    KEYS_WRITE = "keys:write"  #: make and revoke keys
    ACCOUNTS_READ = "accounts:read"  #: who signs in to the pages, and who is invited
    ACCOUNTS_WRITE = "accounts:write"  #: make, close and reopen accounts; invite
    WEBHOOKS_READ = "webhooks:read"  #: endpoints and their deliveries
    WEBHOOKS_WRITE = "webhooks:write"  #: add and remove endpoints, deliver again


#: What a partner's key may be given. Everything else is the vendor's own business.
FOR_PARTNERS = frozenset(
    (
        Scope.TICKETS_READ,
        Scope.TICKETS_WRITE,
        Scope.WORK_READ,
        Scope.LAB_READ,
        Scope.CERTIFICATES_READ,
        Scope.CHECK,
        Scope.PROGRAMME_READ,
        Scope.PROGRAMME_WRITE,
        Scope.CHANNELS_FOLLOW,
        Scope.FLEET_READ,
        Scope.FLEET_WRITE,
        Scope.EVENTS_READ,
        Scope.REDACT,
        Scope.WEBHOOKS_READ,
        Scope.WEBHOOKS_WRITE,
    )
)


class Refusal(StrEnum):
    UNKNOWN = "this key is not known"
    REVOKED = "this key was revoked"
    EXPIRED = "this key has expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of the API, without its secret. ``partner`` is empty for the vendor's own staff."""

    id: int
    prefix: str
    name: str
    scopes: frozenset[str]
    partner: str
    per_minute: int
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def refused(self, now: datetime) -> Refusal | None:
        """Why it opens nothing any more; a key whose end is now has ended."""
        if self.revoked_at is not None:
            return Refusal.REVOKED
        if self.expires_at is not None and self.expires_at <= now:
            return Refusal.EXPIRED
        return None

    @property
    def actor(self) -> str:
        """Who did it, in the words of an Event."""
        return f"key {self.prefix} ({self.name})"


def beyond_partners(scopes: Iterable[str]) -> tuple[str, ...]:
    """Scopes that a partner's key cannot have."""
    return tuple(sorted(set(scopes) - {s.value for s in FOR_PARTNERS}))
