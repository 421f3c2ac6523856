"""Can an updater follow a channel with nothing but what it fetched: no store, no data folder?"""

import json
import subprocess
import sys
from pathlib import Path

from command import NOW, Levee


def fetched(levee: Levee) -> tuple[str, str]:
    manifest = levee.say("channel", "manifest", "early").out
    keys = levee.say("keys", "vendor", "--json").out
    return (
        str(levee.file(manifest.encode(), "early.json")),
        str(levee.file(keys.encode(), "keys.json")),
    )


def test_a_manifest_is_followed_without_a_store(levee: Levee, tmp_path: Path) -> None:
    manifest, keys = fetched(levee)
    nowhere = tmp_path / "nowhere"

    def follow(channel: str) -> tuple[int, list[str]]:
        done = subprocess.run(
            [sys.executable, "-m", "levee.cli", "channel", "follow", manifest, "--key", keys,
             "--client", "c", "--channel", channel, "--now", NOW, "--json"],
            env={**levee.environment, "LEVEE_DATA": str(nowhere)},
            capture_output=True, timeout=120,
        )  # fmt: skip
        return done.returncode, json.loads(done.stdout)["faults"]

    assert follow("early") == (0, [])
    assert follow("stable") == (1, ["it is of channel early, not of stable"])
    assert not nowhere.exists()
