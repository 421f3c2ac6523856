"""Which key does the vendor sign with now, and which ones did it sign with before?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from levee.connect import vendor_key
from levee.connect.vendor_key import Signing
from levee.model.event import Event, EventKind
from levee.model.problem import Problem, Rejected
from levee.model.vendor_key import VendorKey, fold, subject
from levee.store import ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Where the key lies, and for how long a new one is good."""

    data: Path
    days: int
    now: datetime


def every() -> tuple[VendorKey, ...]:
    return fold(ledger.of_kinds(EventKind.KEY_MADE, EventKind.KEY_REVOKED))


def current(keeping: Keeping) -> tuple[Signing, VendorKey]:
    """The key that signs now; one that is new is put on record with its end."""
    signing = vendor_key.signing(keeping.data)
    known = _known(signing.keyid)
    if known is None:
        ledger.append([_made(signing, keeping)])
        known = _known(signing.keyid)
    assert known is not None
    return signing, known


def fit(keeping: Keeping) -> Signing:
    """The same, to sign with; Rejected when it ran out or was revoked."""
    signing, known = current(keeping)
    if why := known.refusal(keeping.now, keeping.now):
        next_one = (
            "name another" if vendor_key.is_named() else "`levee keys vendor-rotate` makes another"
        )
        raise Rejected((Problem("vendor key", f"{why}; {next_one}"),))
    return signing


def revoke(keeping: Keeping, keyid: str, by: str, why: str) -> VendorKey:
    """Nothing that it signed is to be believed any more; the next one is made on demand."""
    found = [k for k in every() if k.keyid.startswith(keyid)] if len(keyid) >= 8 else []
    if len(found) != 1:
        raise Rejected((Problem("key", f"no one key begins with {keyid!r} (8 digits or more)"),))
    if not why.strip():
        raise Rejected((Problem("--reason", "says why it is revoked"),))
    event = Event(
        subject=subject(found[0].keyid),
        kind=EventKind.KEY_REVOKED,
        at=keeping.now,
        actor=by,
        reason=why,
        key="revoked",
    )
    ledger.append([event])
    vendor_key.retire(keeping.data, found[0].keyid)
    return found[0]


def rotate(keeping: Keeping) -> VendorKey:
    """Sign with a new key from now on. What the one before signed holds until that runs out."""
    if vendor_key.is_named():
        why = "names the key: put another one there"
        raise Rejected((Problem(vendor_key.VARIABLE, why),))
    _, known = current(keeping)
    vendor_key.retire(keeping.data, known.keyid)
    return current(keeping)[1]


def published(keeping: Keeping, vendor: str) -> dict[str, Any]:
    """What partners need to check attestations offline; a first key is made on demand."""
    current(keeping)
    return {"vendor": vendor, "keys": [k.to_json() for k in every()]}


def _known(keyid: str) -> VendorKey | None:
    return next((k for k in every() if k.keyid == keyid), None)


def _made(signing: Signing, keeping: Keeping) -> Event:
    until = keeping.now + timedelta(days=keeping.days)
    return Event(
        subject=subject(signing.keyid),
        kind=EventKind.KEY_MADE,
        at=keeping.now,
        actor="levee",
        reason=f"signs attestations until {until.date()}",
        key="made",
        data={"public": signing.public, "valid_until": until.isoformat()},
    )
