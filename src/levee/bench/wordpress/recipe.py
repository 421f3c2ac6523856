"""What does a Lock of WordPress hold, down to the last hash?"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A plugin or theme; ``file`` is what WordPress switches on, inside its folder. ``sha256``
    is empty for a theme that WordPress itself brings along."""

    name: str
    version: str
    sha256: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """``plugins`` in the order in which they are switched on. ``theme`` is empty for the usual
    one of this WordPress. ``inside`` is the sha256 of what the lab itself puts into a site."""

    wordpress: str
    core_sha256: str
    php: str  #: the minor version, which names the npm package
    packages: Mapping[str, str]
    plugins: tuple[Piece, ...]
    themes: tuple[Piece, ...]
    theme: str
    permalink: str
    constants: Mapping[str, str | bool]
    inside: str

    @property
    def text(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def read(text: str) -> Recipe:
    data: dict[str, Any] = json.loads(text)
    for kind in ("plugins", "themes"):
        data[kind] = tuple(Piece(**piece) for piece in data[kind])
    return Recipe(**data)
