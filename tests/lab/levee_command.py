"""How is `levee` called by a test: as a user would, with a data folder of its own?"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


@dataclass(frozen=True, slots=True)
class Levee:
    data: Path

    def __call__(self, *words: str, timeout: float = 900) -> Said:
        done = subprocess.run(
            self.argv(*words), env=self.environment, cwd=ROOT, text=True, capture_output=True,
            timeout=timeout,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, done.stderr)

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.argv(*words),
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def argv(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "levee.cli", *words]

    @property
    def environment(self) -> dict[str, str]:
        """The caller's, on SQLite: the lab's tests are about the lab."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("LEVEE_")}
        return kept | {"LEVEE_DATA": str(self.data)}
