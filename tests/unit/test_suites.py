"""Is this text a suite, and if not, what is wrong with it and where?"""

import pytest

from levee.lab.suites import parse
from levee.model.problem import Problem
from levee.model.suite import Check, Suite

GOOD = """
name = "shop"
ecosystem = "pypi"
memory_mb = 512

[[check]]
name = "http"
argv = ["{python}", "{suite}/checks.py", "--junit", "{junit}"]
timeout_s = 90
junit = "out/junit.xml"
needs = ["pkg:pypi/datasette"]
"""


def read(text: str) -> Suite | tuple[Problem, ...]:
    return parse(text, folder="/suites/shop", digest="d1")


def test_a_whole_file_becomes_a_suite() -> None:
    argv = ("{python}", "{suite}/checks.py", "--junit", "{junit}")
    check = Check(name="http", argv=argv, timeout_s=90, junit="out/junit.xml",
                  needs=("pkg:pypi/datasette",))  # fmt: skip
    assert read(GOOD) == Suite(
        name="shop", ecosystem="pypi", checks=(check,), folder="/suites/shop", digest="d1",
        memory_mb=512,
    )  # fmt: skip


def test_a_suite_without_checks_is_one() -> None:
    found = read('name = "shop"\necosystem = "pypi"\n')
    assert isinstance(found, Suite)
    assert found.checks == ()


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('name = "shop"', "", "$.name"),
        ('name = "shop"', 'name = "Shop / 1"', "$.name"),
        ("memory_mb = 512", "memory_mb = true", "$.memory_mb"),
        ("memory_mb = 512", "memory_mb = 5e3", "$.memory_mb"),
        ("memory_mb = 512", "memory = 512", "$.memory"),
        ('name = "http"', 'nmae = "http"', "$.check[0].nmae"),
        ("timeout_s = 90", 'timeout_s = "90"', "$.check[0].timeout_s"),
        ("timeout_s = 90", "timeout_s = 0", "$.check[0].timeout_s"),
        ("timeout_s = 90", "timeout_s = nan", "$.check[0].timeout_s"),
        ("timeout_s = 90", "timeout_s = 3601", "$.check[0].timeout_s"),
        ('"out/junit.xml"', '"../junit.xml"', "$.check[0].junit"),
        ('"out/junit.xml"', '"/etc/passwd"', "$.check[0].junit"),
        ('"{junit}"]', '"{junti}"]', "$.check[0].argv[3]"),
        ('"{junit}"]', "3]", "$.check[0].argv[3]"),
        ("pkg:pypi/datasette", "pkg:pypi/datasette@1", "$.check[0].needs[0]"),
        ("[[check]]", "[check]", "$.check"),
        ("name", "=", "$"),
    ],
)
def test_a_fault_is_named_with_its_place(old: str, new: str, where: str) -> None:
    found = read(GOOD.replace(old, new, 1))
    assert isinstance(found, tuple)
    assert where in {problem.where for problem in found}


def test_every_fault_is_named_not_only_the_first() -> None:
    found = read(GOOD.replace("512", "0").replace("90", "-1").replace("junit}", "x}"))
    assert isinstance(found, tuple)
    assert len(found) == 3


def test_two_checks_of_one_name_are_refused() -> None:
    twice = GOOD + '[[check]]\nname = "http"\nargv = ["true"]\n'
    assert read(twice) == (Problem("$.check[1].name", "'http' is the name of another check too"),)


def test_a_suite_never_lasts_longer_than_environments_are_kept() -> None:
    many = "".join(f'[[check]]\nname="c{i}"\nargv=["true"]\ntimeout_s=1000\n' for i in range(4))
    assert read('name = "shop"\necosystem = "pypi"\n' + many) == (
        Problem("$.check", "all timeouts together exceed 3600 s"),
    )
