"""How is a statement signed so that anybody can check it, and who signed this one? (DSSE)"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import Error
from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]

from levee.model.problem import Problem, Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was signed. ``signed_by``: which of the given keys did; none: it is not theirs."""

    payload: bytes
    payload_type: str
    signed_by: str


def sealed(statement: Mapping[str, Any], payload_type: str, signer: CryptoSigner) -> str:
    """The JSON text of an envelope around the statement."""
    payload = json.dumps(statement, sort_keys=True, ensure_ascii=False).encode()
    envelope = Envelope(payload, payload_type, {})
    envelope.sign(signer)
    return json.dumps(envelope.to_dict(), indent=2) + "\n"


def opened(text: str, publics: Mapping[str, str]) -> Opened:
    """The envelope in ``text``, and the one of these keys (keyid -> PEM) that signed it.

    Rejected when it is no envelope, or when a key is no ed25519 key or not of its id.
    """
    keys = [_key(keyid, pem) for keyid, pem in publics.items()]
    envelope = _envelope(text)
    by = next((key.keyid for key in keys if _has_signed(envelope, key)), "")
    return Opened(payload=envelope.payload, payload_type=envelope.payload_type, signed_by=by)


def keyid_of(pem: str) -> str:
    return _public(pem, "key").keyid


def _envelope(text: str) -> Envelope:
    try:
        envelope = Envelope.from_dict(json.loads(text))
        if not isinstance(envelope.payload_type, str):
            raise TypeError("payloadType is text")
    except (Error, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        why = f"is no DSSE envelope ({type(error).__name__}: {error})"
        raise Rejected((Problem("attestation", why),)) from None
    return envelope


def _has_signed(envelope: Envelope, key: SSlibKey) -> bool:
    try:
        return key.keyid in envelope.verify([key], 1)
    except (Error, ValueError, TypeError):
        return False


def _key(keyid: str, pem: str) -> SSlibKey:
    key = _public(pem, f"key {keyid[:12]}")
    if key.keyid != keyid:
        raise Rejected((Problem(f"key {keyid[:12]}", f"is of the key {key.keyid[:12]}"),))
    return key


def _public(pem: str, place: str) -> SSlibKey:
    try:
        found = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise Rejected((Problem(place, "is no public key in PEM"),)) from None
    if not isinstance(found, Ed25519PublicKey):
        raise Rejected((Problem(place, "is no ed25519 key"),))
    return SSlibKey.from_crypto(found)
