"""What does the vendor put its name to when a Stack is certified, and does it hold for another?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.model.certificate import CertificateState, Standing
from levee.model.moment import parse
from levee.model.problem import Problem, Rejected
from levee.model.stack import Stack

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://levee.example/certificate/v1"
PAYLOAD = "application/vnd.in-toto+json"
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """What is attested. ``runs``: each Run's id and the sha256 of its ``run.json``."""

    vendor: str
    stack: Stack
    standing: Standing
    lock: str  #: sha256 of the lock file; empty: none was made yet
    runs: Mapping[str, str]
    issued: datetime


def statement(of: Certified) -> dict[str, Any]:
    """An in-toto Statement v1: the Stack and its lock file, and why they may be relied on."""
    standing = of.standing
    subjects = [_subject("stack", of.stack.digest)]
    subjects += [_subject("lock.txt", of.lock)] if of.lock else []
    return {
        "_type": STATEMENT,
        "subject": subjects,
        "predicateType": PREDICATE,
        "predicate": {
            "vendor": of.vendor,
            "state": standing.state.value,
            "stack": of.stack.to_json(),
            "suite": {"name": standing.suite, "digest": _sha256(standing.suite_digest)},
            "nights": [
                {
                    "date": night.day.isoformat(),
                    "runs": [{"id": r, "digest": _sha256(of.runs[r])} for r in night.runs],
                }
                for night in standing.nights
            ],
            "repeats": standing.repeats,
            "runs": standing.passes,
            "bound": {"failure_rate": standing.bound, "confidence": CONFIDENCE},
            "reviewer": standing.reviewer,
            "issued": of.issued.isoformat(),
            "expires": standing.expires_at.isoformat() if standing.expires_at else None,
        },
    }


def _sha256(digest: str) -> dict[str, str]:
    return {"sha256": digest}


def _subject(name: str, digest: str) -> dict[str, Any]:
    return {"name": name, "digest": _sha256(digest)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an attestation says, as far as it is to be checked."""

    vendor: str
    state: str
    stack: str
    lock: str
    suite: str
    runs: int
    bound: float
    reviewer: str
    issued: datetime
    expires: datetime

    @property
    def is_temporary(self) -> bool:
        return self.state == CertificateState.TEMPORARY


def read(body: Any) -> Claim:
    """The claim of a Statement; Rejected when it is none of ours."""
    try:
        digests = {s["name"]: s["digest"]["sha256"] for s in body["subject"]}
        said = body["predicate"]
        claim = Claim(
            vendor=said["vendor"],
            state=CertificateState(said["state"]).value,
            stack=digests["stack"],
            lock=digests.get("lock.txt", ""),
            suite=said["suite"]["digest"]["sha256"],
            runs=int(said["runs"]),
            bound=float(said["bound"]["failure_rate"]),
            reviewer=said["reviewer"],
            issued=parse(said["issued"]),
            expires=parse(said["expires"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        why = f"is no certificate of this kind ({type(error).__name__}: {error})"
        raise Rejected((Problem("$", why),)) from None
    if (body.get("_type"), body.get("predicateType")) != (STATEMENT, PREDICATE):
        raise Rejected((Problem("$.predicateType", f"is {PREDICATE} in an in-toto Statement v1"),))
    return claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """What whoever verifies has in hand; empty: not asked."""

    stack: str = ""
    lock: str = ""  #: sha256 of the file
    temporary: bool = False  #: is a temporary one good enough?


def faults(claim: Claim, wished: Wished, now: datetime) -> Iterator[str]:
    """Every reason why a Statement that is genuine does not hold for this, now."""
    if now >= claim.expires:
        yield f"it ran out on {claim.expires.isoformat()}"
    if claim.is_temporary and not wished.temporary:
        yield "it is temporary: the nights are not there yet"
    elif claim.state not in (CertificateState.CERTIFIED, CertificateState.TEMPORARY):
        yield f"it says {claim.state}, not certified"
    if wished.stack and wished.stack != claim.stack:
        yield f"it is for stack {claim.stack[:12]}, not for {wished.stack[:12]}"
    if wished.lock and wished.lock != claim.lock:
        yield "it is for another lock file" if claim.lock else "it names no lock file"
