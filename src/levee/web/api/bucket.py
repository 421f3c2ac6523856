"""May this key ask once more now, and if not, when?

A token bucket for each key, kept in this process: no request writes to the database for it. The
price: with several server processes a key may ask that many times as often, and a restart fills
the buckets again. It protects the server from one key; it is no meter for bills.
"""

import math
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Level:
    """How many tokens were there, at which second of a monotonic clock."""

    tokens: float
    at: float


def taken(level: Level, per_minute: int, now: float) -> tuple[Level, int]:
    """The level after one request, and 0; or unchanged, and the whole seconds to wait."""
    rate = per_minute / 60
    tokens = min(float(per_minute), level.tokens + (now - level.at) * rate)
    if tokens >= 1:
        return Level(tokens - 1, now), 0
    return Level(tokens, now), max(1, math.ceil((1 - tokens) / rate))


class Buckets:
    """The bucket of each key; a new one is full."""

    def __init__(self) -> None:
        self._levels: dict[int, Level] = {}
        self._lock = Lock()

    def wait(self, key: int, per_minute: int, now: float) -> int:
        """Take a token; 0 when there was one, else the seconds until there is."""
        with self._lock:
            level = self._levels.get(key, Level(float(per_minute), now))
            self._levels[key], seconds = taken(level, per_minute, now)
        return seconds
