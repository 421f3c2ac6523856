"""What does a certified Stack hand out: lock file, badge, and the certificate itself?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from levee.bench.runner import Runner
from levee.model.certificate import CertificateState, Standing
from levee.model.outcome import Outcome
from levee.model.run import Run
from levee.model.stack import Stack
from levee.repair.badge import badge


def issue(
    data: Path, runner: Runner, stack: Stack, standing: Standing, runs: Sequence[Run]
) -> Mapping[str, str]:
    """Write what belongs to a certificate; the badge always shows the state as it is now.

    Returns the paths inside the data folder. The lock file is the one of the newest Run
    that passed: what was certified is what was run.
    """
    folder = data / "certificates" / stack.digest
    folder.mkdir(parents=True, exist_ok=True)
    files = {"badge.svg": badge(standing), "certificate.json": _certificate(stack, standing)}
    passed = [r for r in runs if r.stack == stack and r.outcome is Outcome.PASSED]
    if standing.state is CertificateState.CERTIFIED and passed:
        files["lock.txt"] = (runner.folder(passed[-1].id) / "lock.txt").read_text()
    for name, text in files.items():
        _replace(folder / name, text)
    return {name: str((folder / name).relative_to(data)) for name in files}


def _replace(path: Path, text: str) -> None:
    """Readers see the old text or the new one, never half of it."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _certificate(stack: Stack, standing: Standing) -> str:
    body = asdict(standing) | {"stack": stack.to_json()}
    return json.dumps(body, indent=2, default=str) + "\n"
