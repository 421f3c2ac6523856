"""May an updater follow the manifest that it fetched, and what does its client get?

No store and no data folder: this is what partners run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.model.problem import Problem, Rejected
from levee.repair import manifest
from levee.repair.manifest import Read
from levee.site import verifying


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Every reason why not; the release is None while nothing is offered."""

    faults: tuple[str, ...]
    read: Read | None = None
    release: Mapping[str, Any] | None = None


def follow(text: str, keys: str, wish: tuple[str, str, int], now: datetime) -> Followed:
    """For whoever has only the manifest and the vendor's public keys; no store is needed.

    ``wish``: the channel, the client, and the highest sequence that was followed before.
    """
    channel, client, seen = wish
    signed = verifying.signature(text, keys)
    if signed.key is None:
        return Followed(faults=(verifying.NOT_SIGNED,))
    if signed.payload_type != manifest.PAYLOAD:
        raise Rejected((Problem("payloadType", f"is {manifest.PAYLOAD}"),))
    read = manifest.read(signed.body)
    why = signed.key.refusal(read.issued, now)
    faults = [*([why] if why else []), *manifest.faults(read, channel, seen, now)]
    release = None if faults else manifest.for_client(read, client)
    return Followed(faults=tuple(faults), read=read, release=release)
