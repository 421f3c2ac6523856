"""Which time was a clock held?"""

from collections.abc import Iterable
from datetime import datetime

from levee.model.clock import Pause
from levee.model.moment import utc


def joined(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """In order, with overlapping and consecutive pauses made one, and empty ones left out."""
    if pauses == ():
        return ()
    kept: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: p.start):
        last = kept[-1] if kept else None
        if last and (last.end is None or pause.start <= last.end):
            ends = (last.end, pause.end)
            end = None if None in ends else max(e for e in ends if e)
            kept[-1] = Pause(start=last.start, end=end)
        elif pause.end != pause.start:
            kept.append(pause)
    return tuple(kept)


def known(pauses: Iterable[Pause], now: datetime) -> tuple[Pause, ...]:
    """The pauses as they look at `now`: those begun, and still running unless ended by then."""
    if pauses == ():
        return ()
    now = utc(now)
    begun = (p for p in pauses if p.start <= now)
    return tuple(p if p.end is not None and p.end <= now else Pause(start=p.start) for p in begun)


def within(pauses: Iterable[Pause], a: datetime, b: datetime) -> tuple[Pause, ...]:
    """The joined pauses cut to [a, b]: in order, apart, none empty and each with an end."""
    cut = (
        Pause(start=max(p.start, utc(a)), end=min(p.end or utc(b), utc(b)))
        for p in joined(pauses)
        if p.start < b and (p.end is None or p.end > a)
    )
    return tuple(cut)
