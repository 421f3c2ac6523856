"""Is a Stack the same however it is written, and another one when anything in it differs?"""

import random

import pytest
from drawn_stacks import components, stacks
from hypothesis import given
from hypothesis import strategies as st

from levee.model.stack import Component, Role, Stack, canonical, purl_at, stack_of
from levee.model.ticket import stack_from


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("pkg:pypi/Datasette_GraphQL@2.2", "pkg:pypi/datasette-graphql@2.2"),
        ("pkg:PyPI/datasette@0.65.1", "pkg:pypi/datasette@0.65.1"),
        ("pkg:npm/@angular/core@18.0.0", "pkg:npm/%40angular/core@18.0.0"),
        ("pkg:pypi/torch@2.4.0+cu121", "pkg:pypi/torch@2.4.0%2Bcu121"),
        ("pkg://wordpress/sophmate@2.4.1", "pkg:wordpress/sophmate@2.4.1"),
    ],
)
def test_a_package_url_has_one_spelling(written: str, one: str) -> None:
    assert canonical(written) == one
    assert canonical(one) == one


@pytest.mark.parametrize(
    "wrong", ["", "datasette", "pkg:pypi/", "pkg:pypi/datasette", "pkg:pypi/datasette@", "pkg:"]
)
def test_what_names_no_exact_version_is_no_component(wrong: str) -> None:
    with pytest.raises(ValueError):
        canonical(wrong)


def test_a_component_knows_its_package_version_name_and_ecosystem() -> None:
    core = Component(canonical("pkg:npm/@angular/core@18.0.0"))
    assert (core.package, core.version) == ("pkg:npm/%40angular/core", "18.0.0")
    assert (core.name, core.ecosystem) == ("@angular/core", "npm")


@given(components)
def test_package_and_version_make_the_component_again(component: Component) -> None:
    assert purl_at(component.package, component.version) == component.purl


@given(stacks(), st.randoms(use_true_random=False))
def test_order_changes_nothing(stack: Stack, chance: random.Random) -> None:
    shuffled = list(stack.components)
    chance.shuffle(shuffled)
    turned = dict(reversed(list(stack.settings.items())))
    again = Stack(components=tuple(shuffled), settings=turned, platform=stack.platform)
    assert again.digest == stack.digest
    assert again.to_json() == stack.to_json()


@given(stacks(), st.sampled_from(Role))
def test_roles_are_no_part_of_the_identity(stack: Stack, role: Role) -> None:
    called = tuple(Component(c.purl, role) for c in stack.components)
    again = Stack(components=called, settings=stack.settings, platform=stack.platform)
    assert again == stack
    assert hash(again) == hash(stack)


def test_one_component_under_two_roles_is_there_once_under_the_weightier() -> None:
    purl = "pkg:pypi/datasette@1.0"
    twice = Stack(components=(Component(purl), Component(purl, Role.HOST)))
    assert twice.components == (Component(purl, Role.HOST),)
    assert twice == stack_of([purl])


@pytest.mark.parametrize(
    "other",
    [
        stack_of(["pkg:pypi/a@1", "pkg:pypi/b@2"]),
        stack_of(["pkg:pypi/a@1"]),
        stack_of(["pkg:pypi/a@1", "pkg:pypi/b@1"], settings={"a": "1"}),
        stack_of(["pkg:pypi/a@1", "pkg:pypi/b@1"], platform={"a": "1"}),
    ],
)
def test_any_difference_makes_another_stack(other: Stack) -> None:
    assert stack_of(["pkg:pypi/a@1", "pkg:pypi/b@1"]) != other


def test_settings_and_platform_are_not_confused() -> None:
    assert stack_of([], settings={"a": "1"}) != stack_of([], platform={"a": "1"})


def test_the_digest_stays_what_it_was_in_releases_before() -> None:
    stack = stack_of(["pkg:pypi/b@1", "pkg:pypi/a@1"], settings={"é": "1"})
    assert stack.digest == "bdc96ce6cfd7dc1883078dd898542af9f52095fe2c773adb337c336677217e62"
    assert stack.short == stack.digest[:12]


@given(stacks())
def test_a_stack_file_is_read_as_the_same_stack(stack: Stack) -> None:
    again = stack_from(stack.to_json())
    assert again == stack
    assert again.components == stack.components
