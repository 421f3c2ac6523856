"""Which target do these words ask for?"""

import re

from levee.model.clock import Target, TargetKind
from levee.model.problem import Problem

_DURATION = re.compile(r"(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?")
_DAYS = re.compile(r"(\d+) working days?")


def parse(text: str, where: str = "target") -> Target | Problem:
    """`4h`, `1h30m`, `90s` (working time), `end of day`, `2 working days`.

    A bare `2d` is refused: it could be 48 hours, two shifts or two dates.
    """
    words = text.strip()
    if words == "end of day":
        return Target(kind=TargetKind.END_OF_DAY)
    if days := _DAYS.fullmatch(words):
        return Target(kind=TargetKind.WORKING_DAYS, days=int(days[1]))
    found = _DURATION.fullmatch(words)
    if not words or not found:
        return Problem(where, f"{text!r} is not like 4h, 1h30m, 90s, end of day, 2 working days")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return Target(seconds=hours * 3600 + minutes * 60 + seconds)
