"""Is the Night of a date queued once, behind what is more urgent?"""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dj_queue.models import Job, ReadyExecution
from django.conf import settings
from django.db import connection

from levee.model.urgency import Urgency
from levee.site import jobs, queued, stories
from levee.site.hands import hands
from levee.site.setting_up import default_contract
from levee.store.alone import alone
from levee.store.models import OutboxRow

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
SUITE = Path(__file__).parents[1] / "web" / "suite"


def call(at: datetime = NOW) -> int:
    return len(stories.call_night(hands(Path(settings.DATA), suite=str(SUITE)), at))


@pytest.fixture
def house() -> None:
    default_contract(NOW)


@pytest.mark.usefixtures("house")
def test_a_night_is_called_once_a_date_however_often_the_tick_asks() -> None:
    assert [call(), call(), call(NOW + timedelta(hours=1))] == [1, 0, 0]
    assert call(NOW + timedelta(days=1)) == 1
    assert OutboxRow.objects.filter(channel="job").count() == 2
    jobs.sweep(NOW)
    (first, _) = Job.objects.filter(queue_name="lab").order_by("created_at")
    assert (first.priority, first.payload["args"]) == (Urgency.NIGHTLY, ["2026-11-02"])


@pytest.mark.usefixtures("house")
def test_without_a_suite_or_before_its_time_nothing_is_called(tmp_path: Path) -> None:
    assert stories.call_night(hands(tmp_path), NOW) == ()
    assert call(datetime(2026, 11, 2, 23, 30, tzinfo=UTC) - timedelta(days=1)) == 0


def test_a_night_gives_way_to_a_ticket_and_not_to_another_night() -> None:
    jobs.night.enqueue("2026-11-02")
    assert not queued.urgent()
    jobs.reproduce.using(priority=Urgency.TICKET).enqueue("T-1001")
    assert queued.urgent()
    order = ReadyExecution.objects.order_by("-priority").values_list("priority", flat=True)
    assert list(order) == [Urgency.TICKET, Urgency.NIGHTLY]


@pytest.mark.django_db(transaction=True)
def test_only_one_at_a_time_holds_a_night(tmp_path: Path) -> None:
    seen: list[bool] = []

    def other() -> None:
        try:
            with alone("night", tmp_path) as mine:
                seen.append(mine)
        finally:
            connection.close()

    def ask() -> None:
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    with alone("night", tmp_path) as mine:
        assert mine
        ask()
    ask()
    assert seen == [False, True]
