"""How are targets and waits written: 2h, 3d, end of day, 2 working days?"""

import re
from typing import Annotated

from pydantic import AfterValidator

from levee.model.clock import Target, TargetKind

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)([smhdw])")
_DAYS = re.compile(r"(\d{1,3}) working days?")


def seconds(text: str) -> float:
    """Seconds of a duration such as ``90m`` or ``1d12h``; ValueError says how to write it."""
    parts = _DURATION.findall(text)
    if not parts or "".join(n + u for n, u in parts) != text:
        raise ValueError(f"{text!r} is no duration; write 30m, 2h, 3d or 1d12h")
    return float(sum(float(number) * _SECONDS[unit] for number, unit in parts))


def target(text: str) -> Target:
    """A duration, ``end of day``, ``N working days`` or ``at once``."""
    if text == "at once":
        return Target(seconds=0)
    if text == "end of day":
        return Target(kind=TargetKind.END_OF_DAY)
    if days := _DAYS.fullmatch(text):
        return Target(kind=TargetKind.WORKING_DAYS, days=int(days[1]))
    return Target(seconds=seconds(text))


def rung_point(text: str) -> tuple[float | None, float | None]:
    """(fraction of the target, None) for ``50%``; (None, seconds after due) for ``due+1h``."""
    if text == "due":
        return None, 0.0
    if text.startswith("due+"):
        return None, seconds(text.removeprefix("due+"))
    if percent := re.fullmatch(r"(\d{1,3})%", text):
        return int(percent[1]) / 100, None
    raise ValueError(f"{text!r} is no rung; write 50%, due or due+1h")


def _checked_seconds(text: str) -> str:
    seconds(text)
    return text


def _checked_target(text: str) -> str:
    target(text)
    return text


def _checked_rung(text: str) -> str:
    rung_point(text)
    return text


DurationS = Annotated[str, AfterValidator(_checked_seconds)]
TargetText = Annotated[str, AfterValidator(_checked_target)]
FractionOrAfter = Annotated[str, AfterValidator(_checked_rung)]
