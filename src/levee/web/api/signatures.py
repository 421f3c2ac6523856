"""Signatures: the vendor's keys, and whether an attestation holds."""

import hashlib
import json
from typing import Any

from ninja import Schema, Status

from levee.model.access import Scope
from levee.repair.attestation import Wished
from levee.site import stories_lab, vendor_keys, verifying
from levee.site.vendor_keys import Keeping
from levee.web.api import paper_shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked

router = area("signatures")


class Verification(Schema):
    """An attestation, and what it is expected to be for; other keys than this vendor's may be
    named (what `levee keys vendor` printed, or a PEM)."""

    attestation: dict[str, Any] | str
    keys: dict[str, Any] | str = ""
    stack: dict[str, Any] | list[Any] | str = ""
    lock: str = ""
    allow_temporary: bool = False


class Revocation(Schema):
    by: str
    reason: str


def _keeping(asked: Asked) -> Keeping:
    days = asked.hands.desk.contract().file.certification.key_days
    return Keeping(data=asked.data, days=days, now=asked.now)


@reads(router, "/vendor-keys", Scope.CERTIFICATES_READ, paper_shapes.VendorKeys)
def list_vendor_keys(asked: Asked) -> Any:
    """The vendor's public keys with their ends: the file for `levee verify --key`."""
    company = asked.hands.desk.contract().file.company
    return vendor_keys.published(_keeping(asked), company)


@writes(router, "/vendor-keys", Scope.KEYS_WRITE, {201: paper_shapes.VendorKey})
def rotate_vendor_key(asked: Asked) -> Any:
    """Sign with a new key from now on; the one before stays good for what it signed."""
    return Status(201, vendor_keys.rotate(_keeping(asked)).to_json())


@writes(router, "/vendor-keys/{keyid}/revocation", Scope.KEYS_WRITE, paper_shapes.VendorKey)
def revoke_vendor_key(asked: Asked, keyid: str, wanted: Revocation) -> Any:
    """Take a key back: nothing that it signed holds with the keys as they are from now on."""
    told = vendor_keys.revoke(_keeping(asked), keyid, wanted.by, wanted.reason)
    return told.to_json()


@writes(router, "/attestations/verify", Scope.CHECK, paper_shapes.Verified)
def verify(asked: Asked, given: Verification) -> Any:
    """Does an attestation hold: signature, key, Stack, lock file and end?"""
    company = asked.hands.desk.contract().file.company
    keys = given.keys or vendor_keys.published(_keeping(asked), company)
    wished = Wished(
        stack=stories_lab.digest_of(asked.hands, given.stack) if given.stack else "",
        lock=hashlib.sha256(given.lock.encode()).hexdigest() if given.lock else "",
        temporary=given.allow_temporary,
    )
    found = verifying.verify(_text(given.attestation), _text(keys), wished, asked.now)
    return verifying.told(found)


def _text(given: dict[str, Any] | str) -> str:
    return given if isinstance(given, str) else json.dumps(given)
