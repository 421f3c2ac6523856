"""Is a page woken by what concerns it, and by nothing else?"""

import asyncio
from collections.abc import Coroutine

import pytest

from levee.web import tide
from levee.web.tide import Pulse, Risen, Tide, Watch

LONG, SHORT = 5.0, 0.05


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tide, "PULSE_S", 0.001)


class Ledger:
    """What was appended and typed, as a store would tell it."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.typed: dict[str, int] = {}
        self.asked: list[Pulse] = []

    @property
    def newest(self) -> Pulse:
        return len(self.events), max(self.typed.values(), default=0)

    async def since(self, pulse: Pulse) -> Risen:
        self.asked.append(pulse)
        ids = dict(zip(self.events, range(1, len(self.events) + 1), strict=True))
        return Risen(
            newest=self.newest,
            subjects={s: n for s, n in ids.items() if n > pulse[0]},
            places={p: at for p, at in self.typed.items() if at >= pulse[1]},
        )


def watch(number: int, seen: Pulse = (0, 0), typing: bool = True) -> Watch:
    place = f"/tickets/T-{number}/" if typing else ""
    return Watch(subject=f"ticket:T-{number}", place=place, seen=seen)


def run[T](story: Coroutine[None, None, T]) -> T:
    return asyncio.run(story)


def woken(ledger: Ledger, one: Watch, patience: float = SHORT) -> bool:
    return run(Tide(ledger.since).concerns(one, patience))


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def test_an_event_of_its_ticket_wakes_a_page(ledger: Ledger) -> None:
    ledger.events = ["ticket:T-1"]
    assert woken(ledger, watch(1), LONG)


def test_an_event_of_another_ticket_does_not_and_is_not_asked_for_again(ledger: Ledger) -> None:
    ledger.events = ["ticket:T-2"]
    one = watch(1)
    assert not woken(ledger, one)
    assert one.seen == (1, 0)
    assert ledger.asked[0] == (0, 0)
    assert ledger.asked[-1] == (1, 0)


def test_what_was_seen_wakes_nobody_twice(ledger: Ledger) -> None:
    ledger.events, ledger.typed = ["ticket:T-1"], {"/tickets/T-1/": 7}
    assert not woken(ledger, watch(1, seen=(1, 7)))


@pytest.mark.parametrize("place", ["/tickets/T-1/", "/tickets/T-1/update/"])
def test_who_types_on_the_page_or_below_it_wakes_it(ledger: Ledger, place: str) -> None:
    ledger.typed = {place: 7}
    assert woken(ledger, watch(1), LONG)


@pytest.mark.parametrize("place", ["/tickets/T-11/", "/portal/tickets/T-1/"])
def test_who_types_elsewhere_does_not(ledger: Ledger, place: str) -> None:
    ledger.typed = {place: 7}
    assert not woken(ledger, watch(1))


def test_without_a_place_nobody_is_told_of_what_is_typed(ledger: Ledger) -> None:
    ledger.typed = {"/tickets/T-1/": 7}
    assert not woken(ledger, watch(1, typing=False))


def test_an_event_between_reading_and_waiting_is_not_lost_behind_others_who_read_later(
    ledger: Ledger,
) -> None:
    async def story() -> tuple[bool, bool]:
        rises = Tide(ledger.since)
        ledger.events = ["ticket:T-3", "ticket:T-1", "ticket:T-2"]
        later = asyncio.create_task(rises.concerns(watch(2, seen=(3, 0)), SHORT))
        await asyncio.sleep(0.01)
        return await rises.concerns(watch(1, seen=(1, 0)), LONG), await later

    assert run(story()) == (True, False)


def test_what_comes_while_an_answer_is_on_its_way_is_not_lost(ledger: Ledger) -> None:
    """The answer was made before the event; the page began to wait before it arrived."""

    async def story() -> bool:
        asked, go_on = asyncio.Event(), asyncio.Event()

        async def slow(pulse: Pulse) -> Risen:
            told = await ledger.since(pulse)
            asked.set()
            await go_on.wait()
            return told

        rises = Tide(slow)
        first = asyncio.create_task(rises.concerns(watch(2), LONG))
        await asked.wait()
        ledger.events = ["ticket:T-1", "ticket:T-2"]
        second = asyncio.create_task(rises.concerns(watch(1), LONG))
        await asyncio.sleep(0)
        go_on.set()
        return all(await asyncio.gather(first, second))

    assert run(story())


def test_many_who_wait_cost_one_look(ledger: Ledger) -> None:
    async def story() -> int:
        rises = Tide(ledger.since)
        waits = [rises.concerns(watch(n), SHORT) for n in range(300)]
        assert not any(await asyncio.gather(*waits))
        return len(ledger.asked)

    looks = run(story())
    assert 1 <= looks <= SHORT / tide.PULSE_S + 1


def test_nothing_is_asked_when_nobody_waits(ledger: Ledger) -> None:
    async def story() -> tuple[int, int]:
        await Tide(ledger.since).concerns(watch(1), SHORT)
        await asyncio.sleep(0.01)
        before = len(ledger.asked)
        await asyncio.sleep(0.05)
        return before, len(ledger.asked)

    before, after = run(story())
    assert before == after
