"""What does a certified Stack hand out: lock file, badge, attestation, certificate?"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from levee.bench.provider import LabBroken
from levee.connect import envelope
from levee.contract.load import Contract
from levee.model.certificate import CertificateState, Standing
from levee.model.stack import Stack
from levee.repair import attestation
from levee.repair.badge import badge, shields
from levee.site import vendor_keys
from levee.site.vendor_keys import Keeping

LOCK, ATTESTATION = "lock.txt", "attestation.json"
ATTESTED = (CertificateState.CERTIFIED, CertificateState.TEMPORARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Where papers are written, from what, and by whose contract."""

    data: Path
    run_folder: Callable[[str], Path]  #: where a Run lies
    contract: Contract
    now: datetime

    def folder(self, stack: Stack) -> Path:
        return self.data / "certificates" / stack.digest


def issue(papers: Papers, stack: Stack, standing: Standing) -> Mapping[str, str]:
    """Write what belongs to a standing; the badge always shows the state as it is now.

    Returns the paths inside the data folder. The lock file is the one of the newest Run that
    passed: what was certified is what was run. An attestation is there only while it holds.
    """
    folder = papers.folder(stack)
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "badge.svg": badge(standing),
        "badge.json": json.dumps(shields(standing), indent=2) + "\n",
        "certificate.json": _certificate(stack, standing),
    }
    if standing.state in ATTESTED:
        files |= _attested(papers, stack, standing)
    else:
        (folder / ATTESTATION).unlink(missing_ok=True)
    for name, text in files.items():
        _replace(folder / name, text)
    return {name: str((folder / name).relative_to(papers.data)) for name in files}


def _attested(papers: Papers, stack: Stack, standing: Standing) -> dict[str, str]:
    """The lock file, where a Run made one, and the signed statement that names it."""
    lock = _lock(papers, standing)
    certified = attestation.Certified(
        vendor=papers.contract.file.company,
        stack=stack,
        standing=standing,
        lock=hashlib.sha256(lock.encode()).hexdigest() if lock else "",
        runs={r: _run_digest(papers, r) for night in standing.nights for r in night.runs},
        issued=papers.now,
    )
    days = papers.contract.file.certification.key_days
    signing = vendor_keys.fit(Keeping(data=papers.data, days=days, now=papers.now))
    said = attestation.statement(certified)
    text = envelope.sealed(said, attestation.PAYLOAD, signing.signer)
    return {ATTESTATION: text} | ({LOCK: lock} if lock else {})


def _lock(papers: Papers, standing: Standing) -> str:
    if not standing.nights:
        return ""
    return _of_run(papers, standing.nights[-1].runs[-1], "lock.txt").decode()


def _run_digest(papers: Papers, run_id: str) -> str:
    return hashlib.sha256(_of_run(papers, run_id, "run.json")).hexdigest()


def _of_run(papers: Papers, run_id: str, name: str) -> bytes:
    file = papers.run_folder(run_id) / name
    try:
        return file.read_bytes()
    except OSError as error:
        why = f"run {run_id} cannot be attested: its {name} cannot be read ({error.strerror})"
        raise LabBroken(why, lasting=True) from None


def _replace(path: Path, text: str) -> None:
    """Readers see the old text or the new one, never half of it."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode())
    beside.replace(path)


def _certificate(stack: Stack, standing: Standing) -> str:
    body = asdict(standing) | {"passes": standing.passes, "stack": stack.to_json()}
    return json.dumps(body, indent=2, default=str) + "\n"
