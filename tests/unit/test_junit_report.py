"""What does a JUnit file say, when whoever wrote it is not to be trusted?"""

import os
from pathlib import Path

import pytest

from levee.bench.junit_report import MOST_CASES, Refused, read
from levee.model.outcome import CheckResult, Outcome

REPORT = """<testsuites><testsuite>
<testcase classname="graphql" name="query" time="0.25"/>
<testcase classname="graphql" name="schema"><failure message="HTTP 500"/></testcase>
<testcase classname="atom" name="feed"><error>it fell over</error></testcase>
<testsuite><testcase classname="atom" name="later"><skipped/></testcase></testsuite>
</testsuite></testsuites>"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "junit.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_each_testcase_becomes_a_result(tmp_path: Path) -> None:
    assert read(written(tmp_path, REPORT)) == (
        CheckResult("graphql", "query", Outcome.PASSED, "", 0.25),
        CheckResult("graphql", "schema", Outcome.FAILED, "HTTP 500"),
        CheckResult("atom", "feed", Outcome.FAILED, "it fell over"),
        CheckResult("atom", "later", Outcome.EMPTY),
    )


def test_no_file_is_no_report(tmp_path: Path) -> None:
    assert read(tmp_path / "junit.xml") is None


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><testsuite>&b;</testsuite>'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (BOMB, "document type"),
        (BOMB.encode("utf-16"), "document type"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><testsuite/>', "document type"),
        ("<testsuite>", "not XML"),
        ("", "not XML"),
        ("<html/>", "not JUnit"),
        ("<a>" * 60 + "</a>" * 60, "nested deeper"),
        ("<testsuite>" + "<testcase/>" * (MOST_CASES + 1) + "</testsuite>", "more than"),
    ],
)
def test_a_hostile_file_is_refused(tmp_path: Path, text: str | bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read(written(tmp_path, text))


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = written(tmp_path, "")
    os.truncate(path, 21 * 1024 * 1024)
    with pytest.raises(Refused, match="larger than 20 MB"):
        read(path)


def test_a_link_or_a_pipe_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe"):
        with pytest.raises(Refused, match="plain file"):
            read(tmp_path / name)
