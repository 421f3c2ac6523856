"""What is a demo told, and what has it told so far?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from levee.lab.isolate.report import Reporter
from levee.site.hands import LeveeHands


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What the demo is told: replace these and it tells another story."""

    vendor: Path
    suite: Path
    ticket: Path
    before: Path
    bad_fix: Path
    good_fix: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    hands: LeveeHands
    data: Path
    files: Files
    began: datetime  #: the nights are dated from here
    clock: Callable[[], datetime]
    reporter: Reporter
    ticket: str = ""
    work: str = ""
    first_numbers: tuple[Any, ...] = ()
    told: tuple[Mapping[str, Any], ...] = field(default=())

    def tell(self, step: str, text: str, **ids: Any) -> "Demo":
        return replace(self, told=(*self.told, {"step": step, "text": text, **ids}))
