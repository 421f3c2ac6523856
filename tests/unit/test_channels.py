"""When does a channel move, how far, and where does it go back to?"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levee.model.channel import Channel, fold
from levee.model.event import Event, EventKind
from levee.model.problem import Rejected
from levee.model.stack import Stack, stack_of
from levee.repair import channels, manifest
from levee.repair.channels import Asked, Back, Refused, Window
from submissions import NOW, file

DAY = timedelta(days=1)
OPEN = Window(is_open=True, opens=NOW)
SHUT = Window(is_open=False, opens=NOW + DAY)
OLD, NEW, NEWER = (stack_of([f"pkg:pypi/datasette@{v}"]) for v in ("0.64", "0.65", "0.66"))
SINCE = {s.digest: NOW - DAY for s in (OLD, NEW, NEWER)}
STABLE = file().channels["stable"]


def asked(channel: Channel, **changes: Any) -> Asked:
    whole: dict[str, Any] = {
        "channel": channel, "spec": STABLE, "window": OPEN, "by": "fay", "now": NOW,
        "certified": SINCE,
    }  # fmt: skip
    return Asked(**(whole | changes))


def after(*events: Event | Refused) -> Channel:
    told = [e for e in events if isinstance(e, Event)]
    assert len(told) == len(events), events
    return fold("stable", told)


def moved(stack: Stack = NEW, channel: Channel | None = None) -> Event:
    event = channels.move(asked(channel or Channel(name="stable")), stack, "")
    assert isinstance(event, Event), event
    return event


def whole(stack: Stack = OLD) -> Event:
    event = moved(stack)
    return replace(event, data={**event.data, "share": 1.0})


def reasons(answer: Event | Refused) -> str:
    assert isinstance(answer, Refused), answer
    return "; ".join(answer.reasons)


def test_a_move_begins_at_the_first_step_and_ends_with_everybody() -> None:
    told: list[Event | Refused] = [whole(), moved(NEW, after(whole()))]
    assert after(*told).share == STABLE.steps[0]
    for day, step in enumerate(STABLE.steps[1:], 1):
        event = channels.advance(asked(after(*told), now=NOW + day * DAY))
        assert isinstance(event, Event)
        told.append(replace(event, at=NOW + day * DAY))
        assert after(*told).share == step
    assert not after(*told).is_moving


def test_only_a_certified_release_is_offered() -> None:
    answer = channels.move(asked(Channel(name="stable"), certified={}), NEW, "")
    assert "certified releases only" in reasons(answer)


def test_a_closed_window_says_when_it_opens() -> None:
    said = reasons(channels.move(asked(Channel(name="stable"), window=SHUT), NEW, ""))
    assert SHUT.opens.isoformat(timespec="minutes") in said


def test_every_reason_is_given_at_once() -> None:
    against = ("lock.txt:3: flask has a range",)
    answer = channels.move(
        asked(Channel(name="stable"), window=SHUT, certified={}, against=against), NEW, ""
    )
    assert isinstance(answer, Refused)
    assert len(answer.reasons) == 3


def test_a_second_move_waits_for_the_first() -> None:
    channel = after(whole(), moved(NEW, after(whole())))
    assert "under way" in reasons(channels.move(asked(channel), NEWER, ""))


def test_a_step_lasts_its_soak_and_no_longer() -> None:
    channel = after(moved())
    assert "lasts until" in reasons(channels.advance(asked(channel, now=NOW + DAY / 2)))
    assert isinstance(channels.advance(asked(channel, now=NOW + DAY)), Event)


def test_a_move_whose_certificate_fell_meanwhile_goes_no_further() -> None:
    channel = after(moved())
    answer = channels.advance(asked(channel, now=NOW + DAY, certified={OLD.digest: NOW}))
    assert "not certified" in reasons(answer)


def back(channel: Channel, refused: Stack = NEW, **changes: Any) -> Event:
    asking: dict[str, Any] = {
        "channel": channel, "certified": {OLD.digest: NOW}, "known": (OLD,),
        "refused": refused.digest, "mitigation": "follow the lock file", "why": "red",
        "by": "levee", "now": NOW + DAY,
    }  # fmt: skip
    return channels.roll_back(Back(**(asking | changes)))


def test_a_rollback_goes_to_the_last_certified_release_for_everybody() -> None:
    told = [whole(), moved(NEW, after(whole()))]
    channel = after(*told, back(after(*told)))
    assert channel.current is not None
    assert channel.current.stack == OLD
    assert channel.share == 1.0


def test_with_nothing_certified_the_mitigation_is_in_force_and_nothing_is_offered() -> None:
    channel = after(moved(), back(after(moved()), certified={}, known=()))
    assert channel.current is None
    assert "follow the lock file" in channel.mitigation
    assert channels.offered(channel, "anybody") is None


def test_what_was_taken_back_returns_only_after_a_certificate_of_later() -> None:
    told = [whole(), moved(NEW, after(whole()))]
    channel = after(*told, back(after(*told)))
    again = asked(channel, now=NOW + 9 * DAY)
    assert "taken back" in reasons(channels.move(again, NEW, ""))
    later = {**SINCE, NEW.digest: NOW + 8 * DAY}
    assert isinstance(channels.move(replace(again, certified=later), NEW, ""), Event)


def test_a_refused_candidate_moves_nobody() -> None:
    offer = replace(moved(NEWER), data={"file": NEWER.to_json(), "stack": NEWER.digest})
    channel = after(whole(), replace(offer, key="candidate"))
    assert channel.candidate == NEWER
    channel = after(whole(), replace(offer, key="candidate"), back(channel, NEWER))
    assert channel.candidate is None
    assert channel.current is not None
    assert channel.current.stack == OLD


@given(st.lists(st.text(max_size=8), unique=True, min_size=1, max_size=60))
def test_a_client_that_has_the_new_release_keeps_it_while_the_share_grows(
    clients: list[str],
) -> None:
    told = [whole(), moved(NEW, after(whole()))]
    seen: set[str] = set()
    for share in (0.1, 0.5, 1.0):
        step = replace(told[-1], kind=EventKind.ADVANCED, data={"share": share})
        channel = after(*told, step)
        has = {c for c in clients if (r := channels.offered(channel, c)) and r.stack == NEW}
        assert seen <= has
        seen = has
    assert seen == set(clients)


def test_the_first_step_offers_about_its_share() -> None:
    channel = after(whole(), moved(NEW, after(whole())))
    offers = [channels.offered(channel, f"client-{n}") for n in range(2000)]
    share = sum(bool(o and o.stack == NEW) for o in offers) / len(offers)
    assert abs(share - 0.1) < 0.03


def read(channel: Channel, at: Any = NOW) -> manifest.Read:
    return manifest.read(manifest.manifest(channel, manifest.Locks(), at, 7))


def test_an_updater_follows_the_manifest_as_the_vendor_does() -> None:
    channel = after(whole(), moved(NEW, after(whole())))
    for number in range(300):
        client = f"client-{number}"
        offer, mine = channels.offered(channel, client), manifest.for_client(read(channel), client)
        assert offer is not None
        assert mine is not None
        assert mine["stack"] == offer.stack.digest


def test_a_replayed_manifest_is_refused() -> None:
    old, new = after(whole()), after(whole(), moved(NEW, after(whole())))
    assert list(manifest.faults(read(new), "stable", read(old).sequence, NOW)) == []
    assert "older" in next(manifest.faults(read(old), "stable", read(new).sequence, NOW))


@pytest.mark.parametrize(
    ("channel", "at", "word"),
    [
        ("early", NOW, "of channel"),
        ("stable", NOW + 8 * DAY, "ran out"),
        ("stable", NOW - DAY, "future"),
    ],
)
def test_a_manifest_is_refused_where_it_does_not_hold(channel: str, at: Any, word: str) -> None:
    assert word in next(manifest.faults(read(after(whole())), channel, 0, at))


@pytest.mark.parametrize("body", [{}, [], {"kind": manifest.KIND}, None])
def test_what_is_no_manifest_is_rejected(body: Any) -> None:
    with pytest.raises(Rejected):
        manifest.read(body)
