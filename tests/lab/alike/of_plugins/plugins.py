"""Does each plugin do what it is there for? Run by the plugins' own pytest, not by ours."""

# mypy: ignore-errors
# ruff: noqa: DTZ011, PTH109

import asyncio
import datetime
import os
import sys
import time
import urllib.request

import pytest
from pytest_httpserver import HTTPServer

pytest_plugins = ["pytester"]


def test_mock(mocker):
    assert mocker.patch("os.getcwd", return_value="/here")() == os.getcwd() == "/here"


@pytest.mark.asyncio
async def test_asyncio():
    await asyncio.sleep(0)


@pytest.mark.timeout(5)
def test_timeout(pytestconfig):
    assert pytestconfig.pluginmanager.hasplugin("timeout")


@pytest.mark.flaky(reruns=2)
def test_rerunfailures(tmp_path_factory):
    tried = tmp_path_factory.getbasetemp() / "tried"
    tried.mkdir(exist_ok=True)
    (tried / str(len(list(tried.iterdir())))).touch()
    assert len(list(tried.iterdir())) == 2


def test_metadata(metadata):
    assert metadata["Python"]


def test_benchmark(benchmark):
    assert benchmark.pedantic(sum, args=([1, 2],), rounds=1) == 3


def test_httpserver():
    # Not by its fixture: when another test is rerun, its server is never stopped.
    with HTTPServer() as server:
        server.expect_request("/").respond_with_data("here")
        with urllib.request.urlopen(server.url_for("/")) as answer:
            assert answer.read() == b"here"


@pytest.mark.freeze_time("2020-02-02")
def test_freezegun():
    assert datetime.date.today() == datetime.date(2020, 2, 2)
    assert time.gmtime().tm_year == 2020


def test_subtests(subtests):
    for number in range(2):
        with subtests.test(number=number):
            assert number < 2


def test_datadir(datadir):
    assert (datadir / "hello.txt").read_text() == "hello\n"


@pytest.mark.order(1)
def test_order(pytestconfig):
    assert pytestconfig.pluginmanager.hasplugin("pytest_order") or "pytest_order" in sys.modules


@pytest.mark.repeat(2)
def test_repeat():
    pass


def test_assertion_of_a_plugin_is_explained(pytester):
    pytester.makepyfile("def test(): assert [1] == [2]")
    assert "assert [1] == [2]" in pytester.runpytest_subprocess().stdout.str()


def test_workers_of_xdist_find_everything(pytester):
    pytester.makepyfile("def test(mocker): pass\ndef test_too(httpserver): pass")
    pytester.runpytest_subprocess("-n", "2").assert_outcomes(passed=2)


def test_coverage_of_a_child_is_measured(pytester):
    pytester.makepyfile(
        mine="def run():\n    return 1\n",
        test_it="import subprocess, sys\ndef test(): subprocess.check_call([sys.executable, '-c', "
        "'import mine; mine.run()'])\n",
    )
    done = pytester.runpytest_subprocess("--cov=mine")
    done.assert_outcomes(passed=1)


def test_coverage_without_a_source_leaves_packages_out(pytester):
    pytester.makepyfile("import pytest_httpserver\ndef test(): pytest_httpserver.HTTPServer()")
    said = pytester.runpytest_subprocess("--cov").stdout.str()
    assert [line for line in said.splitlines() if "site-packages" in line and ".py " in line] == []


def test_fails_and_is_red_in_each():
    raise AssertionError("as it must")
