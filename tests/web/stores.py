"""Which store do web tests look at? One that the public commands filled, on real packages."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import submissions
from levee.site.shipped import default_text

SUITE = Path(__file__).parent / "suite"
PYTHON = f"pkg:generic/python@{sys.version_info.major}.{sys.version_info.minor}"
HOSTILE: dict[str, Any] = {
    "title": "<script>alert('title')</script>",
    "partner": '"><svg onload=alert(1)>',
    "client": "'; DROP TABLE levee_event; --",
    "description": "{{ 7*7 }} {% debug %} <!-- ]]> </textarea><img src=x onerror=alert(2)> \u202eg",
    "affected_screen": "javascript:alert(3)",
    "environment": "</main><h1>pwned</h1>",
    "reproduction_steps": ["<iframe src=//elsewhere.example></iframe>", "x" * 400],
}


def stack(host: str, plugin: str, **settings: str) -> dict[str, Any]:
    parts = [(f"pkg:pypi/iniconfig@{host}", "host"), (PYTHON, "runtime")]
    parts += [(f"pkg:pypi/packaging@{plugin}", "plugin"), ("pkg:pypi/pluggy@1.5.0", "plugin")]
    return {
        "components": [{"purl": purl, "role": role} for purl, role in parts],
        "settings": {"cache": "on", **settings},
        "platform": {"os": "linux"},
    }


def ticket(key: str, **changes: Any) -> dict[str, Any]:
    """A complete submission on the failing stack; ``changes`` replace fields, None drops one."""
    text = "Our key is sk_live_abcdefghijklmnop123456. GET /orders answers 500."
    ours = {
        "partner": "Harbour Retail",
        "title": "Orders answer 500 after the update",
        "description": text,
        "affected_screen": "/orders",
        "stack": stack("2.0.0", "24.2", timeout="5"),
        "idempotency_key": key,
    }
    return submissions.ticket(**(ours | changes))


def fewer_repeats(text: str) -> str:
    """The pages look the same after one run of each stack a night as after six."""
    return text.replace("  repeats: 6\n", "  repeats: 1\n").replace(
        "aa_repeats: 6", "aa_repeats: 1"
    )


def answer(data: Path, *words: str, fine: int = 0) -> dict[str, Any]:
    """What a command on a data folder answers; its exit code has to be ``fine``."""
    argv = [sys.executable, "-m", "levee.cli", *words, "--json", "--data", str(data)]
    env = {k: v for k, v in os.environ.items() if k not in ("LEVEE_DATABASE_URL", "LEVEE_NOW")}
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == fine, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@dataclass(frozen=True)
class Store:
    """A data folder, and the commands on it."""

    data: Path
    begun: datetime

    def levee(self, *words: str, at: timedelta = timedelta(), fine: int = 0) -> dict[str, Any]:
        """What a command answers; its exit code has to be ``fine``."""
        return answer(self.data, *words, "--now", (self.begun + at).isoformat(), fine=fine)

    def file(self, name: str, body: object) -> str:
        path = self.data.parent / name
        lines = body if isinstance(body, list) else [body]
        path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
        return str(path)

    def take_in(self, key: str, at: timedelta = timedelta(), **changes: Any) -> str:
        named = self.file(f"{key}.json", ticket(key, **changes))
        return str(self.levee("intake", named, at=at)["id"])


def new(data: Path) -> Store:
    """A fresh store: the contract, the suite, and clients on both sides of an update."""
    store = Store(data, datetime.now(UTC).replace(microsecond=0) - timedelta(days=6))
    store.levee("up", "--no-serve", "--suite", str(SUITE))
    contract = data.parent / "contract.yaml"
    contract.write_text(fewer_repeats(default_text()), encoding="utf-8")
    store.levee("contract", "adopt", str(contract))
    clients = [(f"client-{i}", stack("1.1.1", "24.2")) for i in range(4)]
    clients += [(f"client-{i}", stack("2.0.0", "24.2", timeout="5")) for i in range(4, 6)]
    reports = [
        {"client": c, "partner": "Harbour Retail", "stack": s, "traffic": 10.0 + i}
        for i, (c, s) in enumerate(clients)
    ]
    store.levee("fleet", "import", store.file("fleet.jsonl", reports))
    return store


def whole(data: Path) -> Store:
    """The whole story: taken in, reproduced, isolated, a bad and a good fix, nights, certified."""
    store = new(data)
    main = store.take_in("main")
    store.take_in("hostile", **HOSTILE)
    store.take_in("gaps", affected_user=None, reproduction_steps=None)
    store.take_in("calm", stream="standard", title="How do I reset my password?")
    store.levee("lab", "reproduce", main)
    work = store.levee("lab", "isolate", main)["work_item"]["id"]
    _fix(store, work, "24.2", "24.1", 1)
    _fix(store, work, "24.2", "23.2", 0)
    for night in range(1, 6):
        at = timedelta(days=night)
        told = store.levee("lab", "night", "--date", str((store.begun + at).date()), at=at)
    fixed = next(line["stack"] for line in told["lines"] if line["chosen"].startswith("fix of"))
    words = ("certify", "review", fixed, "--by", "fay", "--evidence", "<b>all five</b> reports")
    store.levee(*words, at=timedelta(days=5, hours=1))
    return store


def once(folder: Path) -> Store:
    """The whole story, told by whoever comes first; who comes meanwhile waits for it."""
    folder.mkdir(exist_ok=True)
    data, begun = folder / "data", folder / "begun.txt"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not begun.exists():
            shutil.rmtree(data, ignore_errors=True)  # of one who did not come to the end
            begun.write_text(whole(data).begun.isoformat())
    return Store(data, datetime.fromisoformat(begun.read_text()))


def copy(store: Store, data: Path) -> Store:
    shutil.copytree(store.data, data, symlinks=True)
    return Store(data, store.begun)


def _fix(store: Store, work: str, old: str, new: str, fine: int) -> None:
    change = {"kind": "version", "component": "pkg:pypi/packaging", "from": old, "to": new}
    body = {"work_item": work, "stack_change": [change], "notes": "<i>try this</i>"}
    store.levee("fix", "submit", work, store.file("fix.json", body), fine=fine)
