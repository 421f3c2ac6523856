"""How does a person's own command judge a candidate?"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOST_TEXT = 100_000
"""Longer delta lists go into a file only: the system bounds one environment variable."""

TIMED_OUT = -int(signal.SIGKILL)


@dataclass(slots=True)
class JudgeCommand:
    """Runs a shell command once per question, with the caller's folder and environment.

    LEVEE_STACK names a file with the candidate, LEVEE_DELTAS is the JSON list of its deltas
    (LEVEE_DELTAS_FILE the same in a file). What the command prints goes to standard error.
    """

    command: str
    timeout: float
    running: set[subprocess.Popen[bytes]] = field(default_factory=set)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self, candidate: Any, deltas: Sequence[Any]) -> int:
        """The exit code; negative for a signal or when the time was over."""
        with tempfile.TemporaryDirectory(prefix="levee-isolate-") as folder:
            stack, listed = Path(folder, "stack.json"), Path(folder, "deltas.json")
            stack.write_text(_text(candidate), encoding="utf-8")
            listed.write_text(_text(deltas), encoding="utf-8")
            return self._wait(_environment(stack, listed))

    def _wait(self, environment: dict[str, str]) -> int:
        if self.stopped.is_set():
            return TIMED_OUT
        process = subprocess.Popen(  # noqa: S602 - it is the user's own command, as typed
            self.command,
            shell=True,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),
            start_new_session=True,
        )
        self.running.add(process)
        try:
            return process.wait(self.timeout)
        except subprocess.TimeoutExpired:
            return TIMED_OUT
        finally:
            if process.poll() is None:
                _end(process)
            self.running.discard(process)

    def stop(self) -> None:
        """End all that run, with what they started; nothing starts after."""
        self.stopped.set()
        for process in list(self.running):
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The whole session is ended, so that nothing outlives a question that was cut short."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(stack: Path, listed: Path) -> dict[str, str]:
    text = listed.read_text(encoding="utf-8")
    found = {**os.environ, "LEVEE_STACK": str(stack), "LEVEE_DELTAS_FILE": str(listed)}
    found.pop("LEVEE_DELTAS", None)
    return found | ({"LEVEE_DELTAS": text} if len(text.encode()) <= MOST_TEXT else {})


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=None)
