"""What did uv mean, and what is it asked?"""

import pytest

from levee.bench.provider import Conflict, ConflictKind, LabBroken
from levee.bench.requirements import requirements, runtime_version
from levee.bench.resolver_words import read
from levee.model.stack import Component, Stack, stack_of

NO_SOLUTION = "error: No solution found when resolving dependencies\n  cause: "


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Because a==1 depends on b>=2 and you require b==1, ...", ConflictKind.INCOMPATIBLE),
        ("Because there is no version of a==9 and you require a==9", ConflictKind.UNKNOWN_VERSION),
        ("Because zz was not found in the package registry and", ConflictKind.UNKNOWN_PACKAGE),
    ],
)
def test_no_solution_is_a_conflict_in_the_resolvers_words(words: str, kind: ConflictKind) -> None:
    assert read(1, NO_SOLUTION + words) == Conflict(explanation=words, kind=kind)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (2, "error: Request failed after 3 retries\n  cause: tcp connect error"),
        (2, ""),
        (101, "thread 'main' panicked"),
        (1, NO_SOLUTION + "x\n\nhint: Packages were unavailable because the network was disabled."),
        (1, NO_SOLUTION + "x\n\nhint: An index could not be queried due to a lack of credentials"),
    ],
)
def test_anything_else_is_the_labs_own_fault(code: int, text: str) -> None:
    with pytest.raises(LabBroken) as caught:
        read(code, text)
    assert not caught.value.lasting


def test_a_package_that_only_has_its_source_is_no_conflict() -> None:
    with pytest.raises(LabBroken, match="no wheel for this interpreter") as e:
        read(1, NO_SOLUTION + "Because docopt==0.6.2 has no usable wheels and you require it")
    assert e.value.lasting


def test_a_conflict_about_python_proves_nothing_when_another_python_stood_in() -> None:
    words = NO_SOLUTION + "Because the current Python version (3.13) does not satisfy Python<3.10"
    assert isinstance(read(1, words), Conflict)
    with pytest.raises(LabBroken, match=r"3\.13 stood in"):
        read(1, words, stand_in="Python 3.9 is not on this machine; 3.13 stood in")


def test_a_stack_asks_for_its_exact_versions() -> None:
    stack = stack_of(["pkg:pypi/b@1.0a1", "pkg:pypi/a-b@2!3+cpu", "pkg:generic/python@3.12"])
    assert requirements(stack) == "a-b==2!3+cpu\nb==1.0a1\n"
    assert runtime_version(stack) == "3.12"


@pytest.mark.parametrize(
    "purl",
    [
        "pkg:pypi/-r%20x@1",
        "pkg:pypi/--index-url@1",
        "pkg:pypi/a%0A--index-url=b@1",
        "pkg:pypi/a@1%3B%20x",
        "pkg:pypi/a@1%0A-r%20x",
        "pkg:pypi/a@1.%2A",
        "pkg:pypi/a%5Bextra%5D@1",
        "pkg:pypi/space/a@1",
    ],
)
def test_a_stack_can_ask_for_nothing_but_versions(purl: str) -> None:
    found = requirements(Stack(components=(Component(purl),)))
    assert isinstance(found, Conflict)
    assert found.kind is ConflictKind.INVALID


def test_another_ecosystems_component_is_the_labs_lasting_fault() -> None:
    with pytest.raises(LabBroken, match="pkg:npm/eslint") as caught:
        requirements(stack_of(["pkg:npm/eslint@9.0.0"]))
    assert caught.value.lasting
