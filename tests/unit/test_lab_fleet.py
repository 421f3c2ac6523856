"""Which live stacks are there, and how far do the top ones reach?"""

from lab_facts import NOW, client, stack

from levee.lab.fleet import (
    active,
    by_channel,
    containing,
    curve,
    follows,
    needed,
    plugin_set,
    weigh,
)
from levee.model.channel import Channel, Release
from levee.model.delta import diff
from levee.model.stack import Stack

A, B, C = stack("a@1"), stack("a@2"), stack("a@1 b@1")


def test_a_client_unseen_for_longer_than_the_days_is_not_active() -> None:
    fleet = [client("x", A, away_days=30), client("y", A, away_days=30.1)]
    assert [i.client for i in active(fleet, NOW, 30)] == ["x"]


def test_a_client_whose_clock_runs_ahead_is_active() -> None:
    assert active([client("x", A, away_days=-1)], NOW, 30)


def test_stacks_are_weighed_heaviest_first_and_equal_ones_together() -> None:
    fleet = [client("x", A, 1), client("y", B, 5), client("z", stack("a@1"), 2)]
    assert [(w.stack, w.clients, w.traffic) for w in weigh(fleet)] == [(B, 1, 5.0), (A, 2, 3.0)]


def test_the_curve_says_what_the_top_stacks_cover_and_ends_at_everything() -> None:
    points = curve([client("x", A, 6), client("y", B, 3), client("z", C, 1)])
    assert [(p.top, round(p.clients, 2), round(p.traffic, 2)) for p in points] == [
        (1, 0.33, 0.6),
        (2, 0.67, 0.9),
        (3, 1.0, 1.0),
    ]


def test_stacks_that_differ_only_in_versions_are_one_plugin_set() -> None:
    points = curve([client("x", A, 6), client("y", B, 3), client("z", C, 1)], plugin_set)
    assert [(p.top, round(p.traffic, 2)) for p in points] == [(1, 0.9), (2, 1.0)]


def test_an_empty_fleet_has_an_empty_curve() -> None:
    assert curve([]) == ()


def test_a_fleet_that_reports_no_traffic_counts_every_client_alike() -> None:
    points = curve([client("x", A, 0), client("y", A, 0), client("z", B, 0)])
    assert [round(p.traffic, 2) for p in points] == [0.67, 1.0]


def test_clients_who_have_all_of_an_interaction_are_listed_heaviest_first() -> None:
    good, bad = stack("a@1"), stack("a@2 b@1")
    near = stack("a@2 b@1 c@9", host="host@7")
    fleet = [client("x", bad, 1), client("y", near, 9), client("z", good, 99)]
    assert [i.client for i in containing(fleet, diff(good, bad))] == ["y", "x"]


def test_a_changed_setting_is_part_of_an_interaction() -> None:
    good, bad = stack("a@1", cache="off"), stack("a@1", cache="on")
    fleet = [client("x", bad), client("y", good)]
    assert [i.client for i in containing(fleet, diff(good, bad))] == ["x"]


def test_no_deltas_single_out_nobody() -> None:
    assert containing([client("x", A)], ()) == ()


def on_channel(name: str, current: Stack, previous: Stack | None = None) -> Channel:
    past = Release(stack=previous, at=NOW, reason="") if previous else None
    return Channel(
        name=name, current=Release(stack=current, at=NOW, reason=""), previous=past, share=0.5
    )


def test_clients_who_follow_one_channels_release_count_as_one() -> None:
    release = stack("a@2 b@2 c@1")
    fleet = [
        client("whole", release, 4),
        client("part", stack("a@2 b@2"), 3),
        client("own", stack("a@2 b@1"), 2),
        client("other", stack("a@2 b@2", host="host@2"), 1),
    ]
    points = curve(fleet, by_channel([on_channel("stable", release)]))
    assert [round(p.traffic, 1) for p in points] == [0.7, 0.9, 1.0]
    assert [round(p.traffic, 1) for p in curve(fleet)] == [0.4, 0.7, 0.9, 1.0]


def test_while_a_channel_moves_those_on_its_two_releases_are_two_classes() -> None:
    moving = on_channel("stable", stack("a@2"), stack("a@1"))
    fleet = [client("new", stack("a@2"), 2), client("old", stack("a@1"), 1)]
    assert len(curve(fleet, by_channel([moving]))) == 2
    assert len(curve(fleet, by_channel([Channel(name="empty")]))) == 2


def test_a_stack_without_a_host_follows_nothing() -> None:
    nothing = Stack(components=())
    assert not follows(nothing, stack("a@1"))


def test_how_many_reach_a_share_is_the_first_that_does() -> None:
    points = curve([client("x", A, 6), client("y", B, 3), client("z", C, 1)])
    assert [needed(points, s) for s in (0.0, 0.6, 0.61, 0.9, 1.0)] == [1, 1, 2, 2, 3]
    assert needed((), 0.5) is None
