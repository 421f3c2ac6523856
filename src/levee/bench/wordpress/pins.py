"""Which PHP and which WordPress come out of the npm packages that are pinned here?"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("package-lock.json")
_PHP = "@php-wasm/node-"
_UNIVERSAL = "@php-wasm/universal"
_BUILDS = "@wp-playground/wordpress-builds"
OLDEST_NODE = (20, 10)

#: Exact versions inside the pinned packages; ``package-lock.json`` holds their hashes.
PHP = {
    "7.4": "7.4.33", "8.0": "8.0.30", "8.1": "8.1.34", "8.2": "8.2.30", "8.3": "8.3.30",
    "8.4": "8.4.20", "8.5": "8.5.5",
}  # fmt: skip
#: WordPress by its version: the file of the build.
BUILDS = {
    "6.2.6": "wp-6.2.zip", "6.3.5": "wp-6.3.zip", "6.4.5": "wp-6.4.zip", "6.5.5": "wp-6.5.zip",
    "6.6-RC3": "wp-beta.zip", "6.7-alpha-58716": "wp-nightly.zip",
}  # fmt: skip
USUAL_PHP = "8.3"  #: for a Stack that names none
USUAL_WORDPRESS = "6.5.5"
SQLITE = "sqlite-database-integration.zip"


def php_package(minor: str) -> str:
    """``8.3`` -> the npm package that holds it."""
    return f"{_PHP}{minor.replace('.', '-')}"


def php_lock(minor: str) -> str:
    """package-lock.json of this PHP alone: the others are 60 MB each."""
    mine = php_package(minor)
    return _only(lambda name: name != _BUILDS and (name == mine or not name.startswith(_PHP)))


def builds_package() -> str:
    """As npm is asked for it."""
    return f"{_BUILDS}@{versions()[_BUILDS]}"


def builds_integrity() -> str:
    """The hash that the package of the builds has to have."""
    found: str = _whole()["packages"][f"node_modules/{_BUILDS}"]["integrity"]
    return found


def integrity(data: bytes) -> str:
    """A package's hash as npm writes it."""
    return f"sha512-{b64encode(hashlib.sha512(data).digest()).decode()}"


def versions() -> dict[str, str]:
    """What a Run writes down about the tools."""
    packages = _whole()["packages"]
    return {
        name: packages[f"node_modules/{name}"]["version"] for name in (_UNIVERSAL, _BUILDS)
    }  # fmt: skip


def _only(keep: Callable[[str], bool]) -> str:
    whole = _whole()
    top, *_ = (dict(entry) for place, entry in whole["packages"].items() if not place)
    top["dependencies"] = {n: v for n, v in top["dependencies"].items() if keep(n)}
    below = {
        place: entry
        for place, entry in whole["packages"].items()
        if place and keep(place.removeprefix("node_modules/"))
    }
    return json.dumps(whole | {"packages": {"": top} | below}, indent=1, sort_keys=True)


@cache
def _whole() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found
