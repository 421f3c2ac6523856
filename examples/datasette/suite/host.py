"""How does Datasette get to serve the shop, and what does it say when it does not?"""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

import shop
from recipes import Plan

_START_S = 90
_TOKEN = re.compile(r"/-/auth-token\?token=\w+")
_TOKEN_S = 5
_KEPT = 4000


class HostStopped(Exception):
    """Datasette ended, or never answered; the text is its last line."""


class Host:
    """A `datasette serve` of its own on a free loopback port, ended on leaving."""

    def __init__(self, plan: Plan, bin_folder: Path, folder: Path) -> None:
        self.plan, self.bin, self.folder = plan, bin_folder, folder
        self.port = _free_port()
        self.cookies: dict[str, str] = {}
        self._log = folder / "datasette.log"

    def __enter__(self) -> "Host":
        self._lay_out()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._argv(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(os.environ) | self.plan.environment,
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=5)

    def _lay_out(self) -> None:
        shop.make(self.folder)
        templates = self.folder / "templates"
        shutil.rmtree(templates, ignore_errors=True)
        templates.mkdir()
        for name, text in self.plan.templates.items():
            (templates / name).parent.mkdir(parents=True, exist_ok=True)
            (templates / name).write_text(text, encoding="utf-8")
        (self.folder / "config.json").write_text(json.dumps(self.plan.config), encoding="utf-8")

    def _argv(self) -> list[str]:
        """From 1.0 on, configuration and metadata are two files; one may serve as both."""
        argv = [str(self.bin / "datasette"), "serve", "shop.db", "-i", "archive.db", "--root"]
        argv += ["-h", "127.0.0.1", "-p", str(self.port), "--template-dir", "templates"]
        argv += ["--metadata", "config.json"]
        if self.plan.host_version >= (1,):
            argv += ["--config", "config.json"]
        for name, value in self.plan.settings.items():
            argv += ["--setting", name, value]
        return argv

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise HostStopped(self._last_line())
            try:
                self.ask("GET", "/-/versions.json")
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise HostStopped(f"no answer in {_START_S} s: {self._last_line()}")

    def ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        body: str | None = None,
        timeout: float = 20,
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers (names in lower case) and text; redirects are the asker's business."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            data = None if body is None else body.encode()
            connection.request(method, path, body=data, headers=headers or {})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except http.client.HTTPException as error:
            raise ConnectionError(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()
        for cookie in answer.headers.get_all("set-cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, text

    def root_cookies(self) -> dict[str, str]:
        """Sign in once by the address that Datasette prints for --root."""
        deadline = time.monotonic() + _TOKEN_S
        while "ds_actor" not in self.cookies and time.monotonic() < deadline:
            if token := _TOKEN.search(self._log.read_text(encoding="utf-8", errors="replace")):
                self.ask("GET", token.group())
            time.sleep(0.05)
        return self.cookies

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-_KEPT:]

    def _last_line(self) -> str:
        lines = [line for line in self.log().splitlines() if line.strip()]
        return lines[-1].strip() if lines else "it said nothing"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
