"""What did npm mean: a conflict of the Stack, or a fault of the lab?"""

import json
from typing import Any

from levee.bench.provider import Conflict, ConflictKind, LabBroken

_KINDS = {
    "ERESOLVE": ConflictKind.INCOMPATIBLE,
    "EOVERRIDE": ConflictKind.INCOMPATIBLE,
    "EBADENGINE": ConflictKind.INCOMPATIBLE,
    "EBADPLATFORM": ConflictKind.INCOMPATIBLE,
    "ETARGET": ConflictKind.UNKNOWN_VERSION,
    "E404": ConflictKind.UNKNOWN_PACKAGE,
    "EINVALIDPACKAGENAME": ConflictKind.INVALID,
}
_KEPT = 8000


def read(out: str, err: str) -> Conflict:
    """The Conflict that npm explained; LabBroken when its words are about anything else."""
    error = _error(out)
    kind = _KINDS.get(str(error.get("code", "")))
    if kind is None:
        raise LabBroken(f"npm could not answer: {said(out, err)}")
    return Conflict(explanation=_explained(error)[:_KEPT], kind=kind)


def said(out: str, err: str) -> str:
    error = _error(out)
    return (_explained(error) or err.strip())[:_KEPT] or "it said nothing"


def _error(out: str) -> dict[str, Any]:
    try:
        body = json.loads(out)
    except ValueError:
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def _explained(error: dict[str, Any]) -> str:
    parts = [str(error.get(name) or "").strip() for name in ("summary", "detail")]
    return "\n".join(part for part in parts if part)
