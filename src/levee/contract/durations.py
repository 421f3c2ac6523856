"""How are waits, targets, rungs and instants written: 2h, at once, 2 working days, 80%, due+1h?"""

import re
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from levee.contract import targets
from levee.model.clock import Rung, Target
from levee.model.moment import parse
from levee.model.problem import Problem

CADENCE = "update cadence"  #: the target of a clock that follows `updates`, by severity
LONGEST_DAYS = 3652  #: no calendar is searched further than ten years


@lru_cache(maxsize=1024)
def target(text: str) -> Target:
    """A target in the contract's words; ValueError says how to write it."""
    if text == "at once":
        return Target(seconds=0)
    parsed = targets.parse(text)
    if isinstance(parsed, Problem):
        raise ValueError(parsed.what)
    if (parsed.seconds or 0) > LONGEST_DAYS * 86_400 or (parsed.days or 0) > LONGEST_DAYS:
        raise ValueError(f"{text!r} is longer than ten years")
    return parsed


def seconds(text: str) -> float:
    """Seconds of a wait such as ``90m``; ValueError for anything but a duration."""
    wait = target(text).seconds
    if wait is None:
        raise ValueError(f"{text!r} is no duration; write 30m, 2h or 36h")
    return wait


@lru_cache(maxsize=1024)
def rung(text: str) -> Rung:
    """``50%`` of the target, ``due``, or ``due+1h``; the text is its name."""
    if text == "due":
        return Rung(name=text, after_s=0)
    if text.startswith("due+"):
        return Rung(name=text, after_s=seconds(text.removeprefix("due+")))
    if percent := re.fullmatch(r"(\d{1,3})%", text):
        return Rung(name=text, fraction=int(percent[1]) / 100)
    raise ValueError(f"{text!r} is no rung; write 50%, due or due+1h")


def _seconds(text: str) -> str:
    seconds(text)
    return text


def _target(text: str) -> str:
    if text != CADENCE:
        target(text)
    return text


def _rung(text: str) -> str:
    rung(text)
    return text


def _instant(text: str) -> str:
    parse(text)
    return text


DurationText = Annotated[str, AfterValidator(_seconds)]
TargetText = Annotated[str, AfterValidator(_target)]
RungText = Annotated[str, AfterValidator(_rung)]
InstantText = Annotated[str, AfterValidator(_instant)]
