"""Is a simulated fleet plausible, and the same again for the same seed?"""

import pytest
from lab_facts import NOW

from levee.lab.fleet import active, curve, weigh
from levee.lab.simulate import Catalogue, Package, Version, simulate
from levee.model.stack import Role

HOST = Package(
    package="pkg:pypi/host",
    versions=(Version(version="1.0", weight=3), Version(version="2.0a1", weight=1)),
)
OTHERS = tuple(
    Package(
        package=f"pkg:pypi/p{n}",
        versions=(Version(version="1"), Version(version="2", hosts=("2.0a1",))),
        share=1 / (1 + n / 4),
    )
    for n in range(14)
)
CATALOGUE = Catalogue(
    host=HOST,
    others=OTHERS,
    runtimes=("pkg:generic/python@3.13", "pkg:generic/python@3.12"),
    partners=("north", "south"),
)
FLEET = simulate(CATALOGUE, clients=240, distinct=36, seed=7, now=NOW)


def test_a_fleet_has_exactly_so_many_clients_and_distinct_stacks() -> None:
    assert len(FLEET) == 240
    assert len({i.stack for i in FLEET}) == 36
    assert len({i.client for i in FLEET}) == 240


def test_the_same_seed_gives_the_same_fleet_and_another_one_another() -> None:
    assert simulate(CATALOGUE, clients=240, distinct=36, seed=7, now=NOW) == FLEET
    assert simulate(CATALOGUE, clients=240, distinct=36, seed=8, now=NOW) != FLEET


def test_a_few_stacks_carry_much_of_the_weight() -> None:
    assert curve(FLEET)[5].clients > 0.4
    assert max(w.clients for w in weigh(FLEET)) > 240 / 36 * 3


def test_a_few_clients_have_not_been_seen_for_a_month() -> None:
    assert 0 < len(FLEET) - len(active(FLEET, NOW, 30)) < 24


def test_every_stack_has_one_host_and_one_runtime() -> None:
    for weighed in weigh(FLEET):
        roles = [c.role for c in weighed.stack.components]
        assert roles.count(Role.HOST) == roles.count(Role.RUNTIME) == 1


def test_a_version_is_only_met_with_the_hosts_that_it_names() -> None:
    for weighed in weigh(FLEET):
        versions = weighed.stack.versions
        second = [v for p, v in versions.items() if p.startswith("pkg:pypi/p") and v == "2"]
        assert not second or versions["pkg:pypi/host"] == "2.0a1"


def test_more_stacks_than_clients_are_refused() -> None:
    with pytest.raises(ValueError, match="2 clients cannot run 3"):
        simulate(CATALOGUE, clients=2, distinct=3, seed=1, now=NOW)


def test_a_catalogue_too_small_for_so_many_stacks_is_refused_and_does_not_loop() -> None:
    small = Catalogue(host=HOST, others=())
    with pytest.raises(ValueError, match="only 2 of 3"):
        simulate(small, clients=9, distinct=3, seed=1, now=NOW)
