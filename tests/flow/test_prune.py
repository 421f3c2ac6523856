"""Does pruning free what nothing rests on, and only that?"""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from telling import BAD, GOOD, GOOD_FIX, submission_file, tell, two_parties
from world import NOW, World, stack, world

from levee.model.delta import apply
from levee.model.problem import NotHeld, Rejected, Unknown
from levee.model.run import Purpose
from levee.model.stack import Stack
from levee.site import evidence, retaining, stories
from levee.store.models import RunRow

pytestmark = pytest.mark.django_db(transaction=True)
LONELY = stack("auth@1")
LATER = NOW + timedelta(days=200)


def fails(on: Stack) -> bool:
    return on == LONELY or two_parties(on)


@pytest.fixture
def house(tmp_path: Path) -> World:
    return world(tmp_path, fails, (LONELY,))


def night(house: World) -> str:
    """The Run of a Stack that is red, so that no certificate can rest on it."""
    stories.night(house.hands, NOW.date(), house.at(NOW))
    return str(RunRow.objects.filter(stack_id=LONELY.digest, purpose="night").first().pk)  # type: ignore[union-attr]


def test_old_runs_go_and_what_they_showed_stays(house: World) -> None:
    run = night(house)
    folder = house.bench.folder(run)
    assert folder.is_dir()
    dry = retaining.prune(house.hands, None, LATER, dry=True)
    assert folder.is_dir()
    said = retaining.prune(house.hands, None, LATER, dry=False)
    assert not folder.exists()
    assert run in said["removed"]
    assert dry["freed_bytes"] == said["freed_bytes"] > 0
    assert house.hands.lab.find(run).outcome.value == "failed"
    assert retaining.prune(house.hands, None, LATER, dry=False)["removed"] == []
    ran = house.bench.ran
    night(house)
    assert house.bench.ran == ran
    with pytest.raises(NotHeld, match="levee lab prune"):
        evidence.rerun(house.hands, run)


def test_a_pinned_run_stays_until_it_is_unpinned(house: World) -> None:
    run = night(house)
    for _ in range(2):
        assert retaining.pin(house.hands, run, "fay", "for the talk", NOW)["pinned"]
    assert run not in retaining.prune(house.hands, 1, LATER, dry=False)["removed"]
    assert not retaining.unpin(house.hands, run, "fay", "", NOW)["pinned"]
    assert retaining.pin(house.hands, run, "fay", "again", NOW)["pinned"]
    retaining.unpin(house.hands, run, "fay", "", NOW)
    assert run in retaining.prune(house.hands, 1, LATER, dry=False)["removed"]
    with pytest.raises(Unknown):
        retaining.pin(house.hands, "no-such-run", "fay", "", NOW)
    with pytest.raises(Rejected, match="--by"):
        retaining.pin(house.hands, run, " ", "", NOW)


def test_nothing_of_a_ticket_its_work_or_a_certificate_goes(tmp_path: Path) -> None:
    house = world(tmp_path, fails, (GOOD, LONELY))
    tell(house, submission_file(tmp_path))
    said = retaining.prune(house.hands, 1, LATER, dry=False)
    gone = set(said["removed"])
    assert gone
    rows = RunRow.objects.filter(pk__in=gone)
    assert not rows.filter(subject__startswith="ticket:").exists()
    assert not rows.filter(purpose__in=(Purpose.CANARY, Purpose.AA)).exists()
    fixed = apply(BAD, GOOD_FIX)
    certified = RunRow.objects.filter(stack_id=fixed.digest, purpose=Purpose.NIGHT)
    assert certified.exists()
    assert not set(certified.values_list("pk", flat=True)) & gone


def test_a_row_of_passing_nights_stays_whole_so_that_it_can_be_attested(tmp_path: Path) -> None:
    house = world(tmp_path, two_parties, (LONELY,))
    for days in range(5):
        at = house.at(NOW + timedelta(days=days))
        stories.night(house.hands, at.date(), at)
    retaining.prune(house.hands, 1, LATER, dry=False)
    row = RunRow.objects.filter(stack_id=LONELY.digest, purpose=Purpose.NIGHT)
    assert row.count() == 30
    assert all(house.bench.folder(run.pk).is_dir() for run in row)


def component(house: World, digest: str) -> Path:
    """Something in the store, as far as pruning looks."""
    place = house.bench.data / "store" / "py3.13.0" / digest
    place.mkdir(parents=True)
    about = {"name": "one", "version": "1", "folders": [], "files": [], "prefix": [], "size": 7}
    (place / "component.json").write_text(json.dumps(about))
    return place


def test_what_no_kept_lock_names_goes_from_the_store(house: World) -> None:
    run = night(house)
    used, old = component(house, "a" * 64), component(house, "b" * 64)
    for lock in (house.bench.data / "runs").glob("*/lock.txt"):
        lock.write_text(f"one==1 --hash=sha256:{'a' * 64}\n")
    retaining.pin(house.hands, run, "fay", "", NOW)
    dry = retaining.prune(house.hands, None, LATER, dry=True)
    assert old.is_dir()
    said = retaining.prune(house.hands, None, LATER, dry=False)
    assert (used.is_dir(), old.is_dir()) == (True, False)
    assert dry["components_removed"] == said["components_removed"] == 1
    assert said["components_freed_bytes"] == 7
    retaining.unpin(house.hands, run, "fay", "", NOW)
    retaining.prune(house.hands, None, LATER, dry=False)
    left = {r.name for r in (house.bench.data / "runs").iterdir()}
    assert used.is_dir() == bool(left), "what is kept for another reason keeps it, too"
