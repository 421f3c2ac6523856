"""What is an explanation: the facts, and the words that lead from one to the next?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    facts: Mapping[str, Any]
    words: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {**self.facts, "words": list(self.words)}


def minute(at: datetime, zone: str = "UTC") -> str:
    """To the minute, with the offset of the zone."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
