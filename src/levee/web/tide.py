"""Has anything been appended? One question a second to the store, however many streams wait."""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async

PULSE_S = 1.0


class Tide:
    """Knows the newest Event's id while somebody waits; asks nothing when nobody does."""

    def __init__(self, newest: Callable[[], int]) -> None:
        self._ask, self.newest = newest, 0
        self._waiting = 0
        self._turned = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None

    async def above(self, seen: int, patience_s: float) -> bool:
        """True as soon as an Event newer than ``seen`` is there, False when patience ran out."""
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


def tide(newest: Callable[[], int]) -> Tide:
    """The one of this event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _tides:
        _tides[loop] = Tide(newest)
    return _tides[loop]
