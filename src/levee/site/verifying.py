"""Does an attestation hold, for whoever has only it and the vendor's public key?

No store and no data folder: this is what partners run.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.connect import envelope
from levee.model.problem import Problem, Rejected
from levee.model.vendor_key import VendorKey
from levee.repair import attestation, key_ring
from levee.repair.attestation import Claim, Wished

NOT_SIGNED = "it is not signed by this key: forged, changed, or another's"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Why it does not hold, all of it; what it claims, where its signature is the vendor's."""

    faults: tuple[str, ...]
    claim: Claim | None = None

    @property
    def holds(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What an envelope holds, and the vendor's key that signed it; None: none of these did."""

    payload: bytes
    payload_type: str
    key: VendorKey | None

    @property
    def body(self) -> Any:
        return _json(self.payload, "payload")


def signature(text: str, keys: str) -> Signature:
    """Rejected when the envelope or the keys cannot be read."""
    known = {k.keyid: k for k in _keys(keys)}
    opened = envelope.opened(text, {k.keyid: k.public for k in known.values()})
    return Signature(
        payload=opened.payload,
        payload_type=opened.payload_type,
        key=known.get(opened.signed_by),
    )


def verify(text: str, keys: str, wished: Wished, now: datetime) -> Verified:
    """Rejected when the attestation or the keys cannot be read. What nobody of the vendor's
    signed is not looked at any further."""
    signed = signature(text, keys)
    if signed.key is None:
        return Verified(faults=(NOT_SIGNED,))
    if signed.payload_type != attestation.PAYLOAD:
        raise Rejected((Problem("payloadType", f"is {attestation.PAYLOAD}"),))
    claim = attestation.read(signed.body)
    why = signed.key.refusal(claim.issued, now)
    found = attestation.faults(claim, wished, now)
    return Verified(faults=(*([why] if why else []), *found), claim=claim)


def _keys(text: str) -> tuple[VendorKey, ...]:
    """A public key in PEM, or all of the vendor's with their ends."""
    if text.lstrip().startswith("-----BEGIN"):
        return (VendorKey(keyid=envelope.keyid_of(text), public=text),)
    return key_ring.read(_json(text.encode(), "key"))


def _json(text: bytes, place: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Rejected((Problem(place, f"is not JSON: {error}"),)) from None


def told(found: Verified) -> Mapping[str, Any]:
    claim = found.claim
    said = {
        "vendor": claim.vendor,
        "state": claim.state,
        "stack": claim.stack,
        "suite": claim.suite,
        "runs": claim.runs,
        "bound": round(claim.bound, 4),
        "reviewer": claim.reviewer,
        "issued": claim.issued.isoformat(),
        "expires": claim.expires.isoformat(),
    } if claim else None  # fmt: skip
    return {"holds": found.holds, "faults": list(found.faults), "says": said}
