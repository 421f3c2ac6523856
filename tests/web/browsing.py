"""How does a test start the server and look at its pages?"""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import ConsoleMessage, Dialog, Page

ARTEFACTS = Path(__file__).resolve().parents[2] / "test-artefacts" / "web"
CHROMIUM = os.environ.get("LEVEE_CHROMIUM", "/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
QUIET += ["--no-first-run", "--disable-component-update"]
MODES = {"light": (1280, 900, "light"), "dark": (1280, 900, "dark"), "phone": (390, 844, "light")}


@dataclass
class Server:
    """``levee up`` as a process of its own, as people start it."""

    url: str
    process: subprocess.Popen[str]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=20)
        return self.process.returncode


def start(data: Path, *words: str, **environment: str) -> Server:
    argv = [sys.executable, "-m", "levee.cli", "up", "--port", "0", "--data", str(data), *words]
    env = {k: v for k, v in os.environ.items() if k not in ("LEVEE_DATABASE_URL", "LEVEE_NOW")}
    env |= environment
    process = subprocess.Popen(argv, env=env, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"http://\S+/", line):
            return Server(found[0], process)
    raise AssertionError(f"levee up ended with {process.wait()}")


@dataclass
class Visit:
    """A page with an ear on it: what the console said, and who else was asked."""

    page: Page
    base: str
    said: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda e: self.said.append(f"error: {e}"))
        self.page.on("dialog", self._dismissed)
        self.page.on("request", self._heard)

    def _said(self, message: ConsoleMessage) -> None:
        """Chromium's own hints ("autofocus was blocked") are no faults."""
        if message.type != "info":
            self.said.append(f"{message.type}: {message.text}")

    def _dismissed(self, dialog: Dialog) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _heard(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((self.base, "data:")):
            self.elsewhere.append(url)

    def go(self, path: str) -> int:
        answer = self.page.goto(self.base.rstrip("/") + path)
        assert answer is not None
        return answer.status


def faults(page: Page) -> list[str]:
    """What axe finds, each with where it is."""
    found = Axe().run(page).response["violations"]
    return [f"{f['id']}: {[n['target'] for n in f['nodes']]}" for f in found]
