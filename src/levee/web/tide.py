"""Has anything been appended or typed? One look a second, however many streams wait."""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async

PULSE_S = 1.0

type Pulse = tuple[int, int]  #: the newest Event's id, and when somebody typed last


class Tide:
    """Knows how high the pulse is while somebody waits; asks nothing when nobody does. What it
    asks for never goes back."""

    def __init__(self, newest: Callable[[], Pulse]) -> None:
        self._ask, self.newest = newest, (0, 0)
        self._waiting = 0
        self._turned = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None

    async def above(self, seen: Pulse, patience_s: float) -> bool:
        """True as soon as there is more than ``seen``, False when patience ran out."""
        self._waiting += 1
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(patience_s):
                while self.newest <= seen:
                    await self._turned.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True

    async def _look(self) -> None:
        while self._waiting:
            newest = await sync_to_async(self._ask, thread_sensitive=False)()
            if newest > self.newest:
                self.newest = newest
                self._turned.set()
                self._turned = asyncio.Event()
            await asyncio.sleep(PULSE_S)


_tides: WeakKeyDictionary[AbstractEventLoop, Tide] = WeakKeyDictionary()


def tide(newest: Callable[[], Pulse]) -> Tide:
    """The one of this event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _tides:
        _tides[loop] = Tide(newest)
    return _tides[loop]
