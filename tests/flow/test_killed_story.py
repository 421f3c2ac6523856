"""Does a story that is killed between any two steps end the same when it is told again?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from telling import GOOD, submission_file, tell, two_parties
from world import World, history, stack, world

from levee.model.event import EventKind
from levee.site.hands import StoreDesk, StoreLab
from levee.store import caches, ledger
from levee.store.models import EventRow, OutboxRow, RunRow, TicketRow

pytestmark = pytest.mark.django_db(transaction=True)
TOP = stack("graphql@2.2", "vega@0.6.2", "a@1", "b@1", "c@1", host="0.65.1")


OWN = {"sealed", "runs", "rounds"}  # drawn anew, and how the questions fell into one sitting


SPACING = 11  # of about 230 places; with 1 it takes minutes and is for whoever changes a story


class Killed(BaseException):
    """What no code of ours may catch."""


class Countdown:
    """Lets ``after`` calls through, then kills: the call was carried out, its caller is gone."""

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


CALLS: tuple[tuple[Any, str], ...] = (
    (ledger, "append"),
    (StoreDesk, "seal"),
    (StoreDesk, "begin"),
    (StoreDesk, "keep"),
    (StoreLab, "_carried_out"),
    (StoreLab, "run"),
    (StoreLab, "keep"),
    (StoreLab, "issue"),
    (StoreLab, "seen"),
)


@contextmanager
def killed_after(calls: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Countdown]:
    countdown = Countdown(calls)
    with monkeypatch.context() as patch:
        for owner, name in CALLS:
            patch.setattr(owner, name, countdown.wrapped(getattr(owner, name)))
        with suppress(Killed):
            yield countdown


def house(folder: Path) -> World:
    return world(folder, two_parties, (GOOD, TOP))


def end() -> dict[str, Any]:
    """What is left of a whole story, without what a machine gives out by chance."""
    return {
        "events": [
            (subject, kind, reason, key, {k: v for k, v in data.items() if k not in OWN})
            for subject, kind, _, _, reason, key, data in history(frozenset({EventKind.ASKED}))
        ],
        "runs": sorted(RunRow.objects.exclude(purpose="isolate").values_list("key", "outcome")),
        "owed": sorted(OutboxRow.objects.values_list("key", flat=True)),
        "wakes": list(TicketRow.objects.values_list("id", "next_wake_at")),
    }


def each_question_was_asked_once() -> None:
    """A search that goes on may ask other questions, but none that is answered. The one Run
    whose answer was not written down yet when it was killed may be left over."""
    asked = ledger.of_kinds(EventKind.ASKED)
    questions = {frozenset(str(delta) for delta in event.data["deltas"]) for event in asked}
    assert len(questions) == len(asked)
    assert RunRow.objects.filter(purpose="isolate").count() - len(asked) in (0, 1)
    isolated = ledger.of_kinds(EventKind.ISOLATED)
    assert [event.data["runs"] for event in isolated] == [len(asked)]


def clear() -> None:
    for table in (OutboxRow, EventRow, RunRow):
        table.objects.all().delete()
    from django.core.management import call_command

    call_command("flush", verbosity=0, interactive=False)


def test_a_story_that_is_killed_anywhere_ends_as_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = submission_file(tmp_path)
    with killed_after(10**9, monkeypatch) as whole:
        tell(house(tmp_path / "whole"), file)
    steps, wanted = 10**9 - whole.left, end()
    assert steps > 60
    for kill in range(1, steps + 1, SPACING):
        clear()
        again = house(tmp_path / f"killed-{kill}")
        with killed_after(kill, monkeypatch) as countdown:
            tell(again, file)
        assert countdown.left <= 0, f"not killed at {kill} of {steps}"
        tell(again, file)
        found = end()
        for part in wanted:
            odd = [x for x in found[part] if x not in wanted[part]]
            lost = [x for x in wanted[part] if x not in found[part]]
            assert (odd, lost) == ([], []), f"{part} after a kill at call {kill} of {steps}"
            assert len(found[part]) == len(wanted[part]), part
        assert ledger.broken_chains() == caches.differences() == []
        each_question_was_asked_once()


def test_a_submission_that_was_cut_off_on_its_way_in_leaves_no_half_and_may_be_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, body = house(tmp_path), submission_file(tmp_path).read_bytes()
    with killed_after(3, monkeypatch):  # sealed, opened, seen; nobody looked at its clocks
        home.take_in(body)
    assert (TicketRow.objects.count(), EventRow.objects.count()) == (0, 0)
    home.take_in(body)
    assert TicketRow.objects.count() == 1
    assert home.hands.desk.wake_of("T-1001") is not None
