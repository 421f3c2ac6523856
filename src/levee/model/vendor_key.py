"""Which key does the vendor sign with, from when to when, and was it revoked?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from levee.model.event import Event, EventKind
from levee.model.moment import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorKey:
    """The public half of a key that signs attestations. It is good in [valid_from, valid_until)."""

    keyid: str
    public: str  #: PEM
    valid_from: datetime | None = None  #: None: nobody said
    valid_until: datetime | None = None
    revoked_at: datetime | None = None
    why: str = ""

    def refusal(self, signed: datetime, now: datetime) -> str:
        """Why what it signed then is not to be believed now; nothing when it is."""
        name = f"key {self.keyid[:12]}"
        if self.revoked_at is not None:
            return f"{name} was revoked on {self.revoked_at.date()}: {self.why}"
        if self.valid_until is not None and max(now, signed) >= self.valid_until:
            return f"{name} ran out on {self.valid_until.date()}"
        if self.valid_from is not None and signed < self.valid_from:
            return f"{name} was not in use before {self.valid_from.date()}"
        return ""

    def to_json(self) -> dict[str, Any]:
        return {
            "keyid": self.keyid,
            "public": self.public,
            "valid_from": _written(self.valid_from),
            "valid_until": _written(self.valid_until),
            "revoked_at": _written(self.revoked_at),
            "why": self.why,
        }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def subject(keyid: str) -> str:
    return f"key:{keyid}"


def fold(events: Iterable[Event]) -> tuple[VendorKey, ...]:
    """Every key that these Events tell of, the newest last."""
    found: dict[str, VendorKey] = {}
    for event in events:
        keyid = event.subject.removeprefix("key:")
        if event.kind is EventKind.KEY_MADE:
            found[keyid] = VendorKey(
                keyid=keyid,
                public=event.data["public"],
                valid_from=event.at,
                valid_until=parse(event.data["valid_until"]),
            )
        elif event.kind is EventKind.KEY_REVOKED and keyid in found:
            found[keyid] = replace(found[keyid], revoked_at=event.at, why=event.reason)
    return tuple(found.values())
