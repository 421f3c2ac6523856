"""What does a JUnit file say, when whoever wrote it is not to be trusted?"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from junitparser import JUnitXml, JUnitXmlError, TestCase, TestSuite

from levee.model.outcome import CheckResult, Outcome

LARGEST_MB = 20
MOST_CASES = 20_000
_DEEPEST = 50
_LONGEST = 2000


class Refused(Exception):
    """The file is no report that may be read; the text says why."""


def read(path: Path) -> tuple[CheckResult, ...] | None:
    """One result per testcase, messages as they stand; None when there is no such file.

    Refused: a link, anything but a plain file, over LARGEST_MB, not XML, XML with a document
    type (entities can be bombs), too deep, too many cases.
    """
    data = _bytes(path)
    if data is None:
        return None
    _guard(data)
    try:
        tree = JUnitXml.fromstring(data)
    except (JUnitXmlError, SyntaxError, ValueError) as error:
        raise Refused(f"it is not JUnit: {error}") from error
    return tuple(_result(case) for case in _cases(tree))


def _bytes(path: Path) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused(f"it cannot be opened as a plain file: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise Refused("it is not a plain file")
        if about.st_size > LARGEST_MB * 1024 * 1024:
            raise Refused(f"it is larger than {LARGEST_MB} MB")
        return file.read()


class _Guard:
    """Counts while expat reads, before any tree is built."""

    def __init__(self) -> None:
        self.depth = self.cases = 0

    def doctype(self, *_: object) -> None:
        raise Refused("it has a document type")

    def opened(self, name: str, _: object) -> None:
        self.depth += 1
        self.cases += name == "testcase"
        if self.depth > _DEEPEST:
            raise Refused(f"it is nested deeper than {_DEEPEST}")
        if self.cases > MOST_CASES:
            raise Refused(f"it has more than {MOST_CASES} cases")

    def closed(self, _: str) -> None:
        self.depth -= 1


def _guard(data: bytes) -> None:
    guard, parser = _Guard(), expat.ParserCreate()
    parser.StartDoctypeDeclHandler = guard.doctype
    parser.StartElementHandler = guard.opened
    parser.EndElementHandler = guard.closed
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refused(f"it is not XML: {error}") from error


def _cases(tree: JUnitXml | TestSuite) -> Iterator[TestCase]:
    """A suite yields the cases of its inner suites by itself."""
    for suite in (tree,) if isinstance(tree, TestSuite) else tree:
        yield from iter(suite)


def _result(case: TestCase) -> CheckResult:
    bad = [r for r in case.result if type(r).__name__ in ("Failure", "Error")]
    message = "; ".join((r.message or r.text or type(r).__name__).strip() for r in bad)
    return CheckResult(
        component=case.classname or "",
        name=case.name or "",
        outcome=_outcome(case, bool(bad)),
        message=message[:_LONGEST],
        seconds=_seconds(case),
    )


def _outcome(case: TestCase, bad: bool) -> Outcome:
    if bad:
        return Outcome.FAILED
    return Outcome.EMPTY if case.is_skipped else Outcome.PASSED


def _seconds(case: TestCase) -> float:
    try:
        return round(float(case.time or 0), 3)
    except ValueError:
        return 0.0
