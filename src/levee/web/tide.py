"""Whom does it concern that something was appended or typed? One look a second, however many wait.

A page follows one subject of Events and one place where people type. It is woken by what is about
these only: on a busy desk every other page sleeps on.
"""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

PULSE_S = 1.0

type Pulse = tuple[int, int]  #: the newest Event's id, and when somebody typed last


@dataclass(frozen=True, slots=True, kw_only=True)
class Risen:
    """What came since a pulse: subject -> its newest Event's id, place -> when somebody typed."""

    newest: Pulse
    subjects: Mapping[str, int]
    places: Mapping[str, int]


@dataclass(eq=False, slots=True, kw_only=True)
class Watch:
    """What one page follows, and up to which pulse it knows it. Without a place it is not told
    of what is typed."""

    subject: str
    place: str
    seen: Pulse = (0, 0)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, risen: Risen) -> None:
        if self._concerns(risen):
            self.woken.set()
        else:
            self.seen = max(self.seen[0], risen.newest[0]), max(self.seen[1], risen.newest[1])

    def _concerns(self, risen: Risen) -> bool:
        if risen.subjects.get(self.subject, 0) > self.seen[0]:
            return True
        return bool(self.place) and any(
            at > self.seen[1] for place, at in risen.places.items() if place.startswith(self.place)
        )


class Tide:
    """Looks while somebody waits, and asks nothing when nobody does."""

    def __init__(self, ask: Callable[[Pulse], Awaitable[Risen]]) -> None:
        self._ask = ask
        self._waiting: set[Watch] = set()
        self._look: asyncio.Task[None] | None = None

    async def concerns(self, watch: Watch, patience_s: float) -> bool:
        """True as soon as there is more of what it follows than ``watch.seen``, False when patience
        ran out: then there was nothing up to ``watch.seen``, which went on meanwhile."""
        watch.woken.clear()
        self._waiting.add(watch)
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._looks())
        try:
            async with asyncio.timeout(patience_s):
                await watch.woken.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(watch)
        return True

    async def _looks(self) -> None:
        while self._waiting:
            # whoever comes while the answer is on its way may not have seen what it left out
            asking = tuple(self._waiting)
            events, typed = zip(*(watch.seen for watch in asking), strict=True)
            risen = await self._ask((min(events), min(typed)))
            for watch in asking:
                watch.hear(risen)
            await asyncio.sleep(PULSE_S)


_tides: WeakKeyDictionary[AbstractEventLoop, Tide] = WeakKeyDictionary()


def tide(ask: Callable[[Pulse], Awaitable[Risen]]) -> Tide:
    """The one of this event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _tides:
        _tides[loop] = Tide(ask)
    return _tides[loop]
