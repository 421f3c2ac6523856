"""Is a Night honest about its reds, and does it survive whatever cuts it off?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dj_queue.models import ReadyExecution
from world import NOW, World, stack, world

import levee.flow
from levee.flow import Stop, nighting
from levee.flow.follow import Told
from levee.flow.nighting import Nighting
from levee.lab.judge_night import Standing
from levee.model.event import EventKind
from levee.model.outcome import Outcome
from levee.model.problem import NotHeld
from levee.model.run import Purpose
from levee.model.stack import Stack
from levee.model.urgency import Urgency
from levee.site import jobs, stories
from levee.site.hands import LeveeHands, StoreLab
from levee.store import ledger
from levee.store.alone import alone
from levee.store.models import EventRow, OutboxRow, RunRow

pytestmark = pytest.mark.django_db(transaction=True)
GREEN, RED = stack("auth@1"), stack("bad@1")
DAY = NOW.date()


def is_bad(on: Stack) -> bool:
    return "pkg:pypi/datasette-bad" in on.versions


@pytest.fixture
def house(tmp_path: Path) -> World:
    return world(tmp_path, is_bad, (RED, GREEN))


def night(house: World, days: int = 0) -> Told[Nighting]:
    now = house.at(NOW + timedelta(days=days))
    return stories.night(house.hands, now.date(), now)


def standings(told: Told[Nighting]) -> dict[str, Standing]:
    assert told.story.report is not None
    return {line.choice.stack.digest: line.standing for line in told.story.report.lines}


# -- a red counts when a plain environment shows it, too


def test_each_red_stack_is_run_once_more_in_a_plain_environment(house: World) -> None:
    told = night(house)
    assert standings(told) == {GREEN.digest: Standing.PASSED, RED.digest: Standing.NEW_RED}
    (plain,) = RunRow.objects.filter(purpose=Purpose.CONFIRM)
    assert plain.stack_id == RED.digest
    (ended,) = ledger.of_kinds(EventKind.NIGHT_ENDED)
    line = next(line for line in ended.data["lines"] if line["stack"] == RED.digest)
    assert line["confirmed"] == f"confirmed in a plain environment (run {plain.id})"


@pytest.mark.parametrize("plain", [Outcome.PASSED, Outcome.BROKEN])
def test_a_red_that_no_plain_environment_shows_takes_nothing_away(
    house: World, plain: Outcome
) -> None:
    house.bench.plain = plain
    told = night(house)
    assert standings(told)[RED.digest] is Standing.UNANSWERED
    (night_of,) = house.hands.lab.nights(house.hands.lab.suite())
    outcomes = {r.outcome for r in night_of.runs if r.stack == RED}
    assert outcomes == {Outcome.BROKEN}
    assert not any(r.purpose is Purpose.CONFIRM for r in night_of.runs)
    house.bench.plain = None
    assert standings(night(house, 1))[RED.digest] is Standing.NEW_RED


# -- whatever cuts it off


class Killed(BaseException):
    """What no code of ours may catch."""


class Countdown:
    def __init__(self, after: int) -> None:
        self.left = after

    def wrapped(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            answer = work(*args, **kwargs)
            self.left -= 1
            if self.left == 0:
                raise Killed
            return answer

        return counted


@contextmanager
def killed_after(calls: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Countdown]:
    """Dies right after one of: a step of the Night, a Run, what is kept of it, an Event."""
    countdown = Countdown(calls)
    with monkeypatch.context() as patch:
        for owner, name in (
            (ledger, "append"),
            (StoreLab, "_carried_out"),
            (StoreLab, "remember"),
            (StoreLab, "keep"),
        ):
            patch.setattr(owner, name, countdown.wrapped(getattr(owner, name)))
        steps = tuple(countdown.wrapped(step) for step in nighting.NIGHT)
        patch.setattr(levee.flow, "NIGHT", steps)
        patch.setattr(stories, "NIGHT", steps)
        with suppress(Killed):
            yield countdown


def end() -> dict[str, Any]:
    return {
        "events": list(EventRow.objects.order_by("id").values_list("subject", "key", "data")),
        "runs": sorted(RunRow.objects.values_list("id", "key", "outcome")),
        "owed": sorted(OutboxRow.objects.values_list("key", flat=True)),
    }


def clear() -> None:
    from django.core.management import call_command

    call_command("flush", verbosity=0, interactive=False)


def test_a_night_that_is_killed_between_any_two_steps_ends_as_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = world(tmp_path / "whole", is_bad, (RED, GREEN))
    with killed_after(10**9, monkeypatch) as counted:
        night(whole)
    steps, wanted, ran = 10**9 - counted.left, end(), whole.bench.ran
    assert steps > 20
    for kill in range(1, steps + 1):
        clear()
        again = world(tmp_path / f"killed-{kill}", is_bad, (RED, GREEN))
        with killed_after(kill, monkeypatch) as countdown:
            night(again)
        assert countdown.left <= 0, f"not killed at {kill} of {steps}"
        assert night(again).story.report is not None
        assert end() == wanted, f"after a kill at call {kill} of {steps}"
        lost = 1  # a Run that ended as its process died; its folder is found by the real runner
        assert again.bench.ran - ran <= lost, f"ran again after a kill at {kill}"
        assert ledger.broken_chains() == []


def test_a_night_lets_something_more_urgent_go_and_goes_on_after_it(house: World) -> None:
    asked: list[int] = []

    def third_time() -> bool:
        asked.append(house.bench.ran)
        return house.bench.ran >= 2

    house.hands.lab._gives_way = third_time
    told = night(house)
    assert isinstance(told.stop, Stop)
    assert "more urgent" in told.stop.reason
    assert house.bench.ran == 2
    assert not ledger.of_kinds(EventKind.NIGHT_ENDED)
    house.hands.lab._gives_way = lambda: False
    assert night(house).story.report is not None
    assert house.bench.ran == RunRow.objects.count()


def test_a_night_of_the_queue_stands_back_behind_a_ticket_and_then_ends(
    house: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wired(_: Path, gives_way: Callable[[], bool] = lambda: False) -> LeveeHands:
        house.hands.lab._gives_way = gives_way
        return house.hands

    monkeypatch.setattr("levee.site.hands.hands", wired)
    jobs.reproduce.using(priority=Urgency.TICKET).enqueue("T-1001")
    assert "more urgent" in jobs.night.call(DAY.isoformat())
    assert house.bench.ran == 0
    waiting = ReadyExecution.objects.order_by("-priority").select_related("job")
    assert [w.job.task_path.rpartition(".")[2] for w in waiting] == ["reproduce", "night"]
    waiting[0].delete()
    assert "the canary went red" in jobs.night.call(DAY.isoformat())
    assert len(ledger.of_kinds(EventKind.NIGHT_ENDED)) == 1


def test_two_nights_of_one_date_at_once_are_one_and_the_other_is_told(house: World) -> None:
    subject = stories.night_story(house.hands, DAY, NOW).subject
    locks = house.hands.desk.data / "locks"
    with alone(subject, locks) as mine:
        assert mine
        with alone(f"{subject}x", locks) as other:
            assert other
        if house_has_files():
            with pytest.raises(NotHeld, match="another process"):
                night(house)
            assert not RunRow.objects.exists()
    assert night(house).story.report is not None


def house_has_files() -> bool:
    """PostgreSQL lets one session hold a lock twice: there another session is the other."""
    from django.db import connection

    return connection.vendor == "sqlite"
