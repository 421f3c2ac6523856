"""Did the stack fail as reported, and does another Run show the same failure?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from levee.model.outcome import CheckResult, Outcome, Signature
from levee.model.run import Run


class Reason(StrEnum):
    AS_REPORTED = "as_reported"  #: a check of the affected screen failed beside a green baseline
    NOT_COVERED = "not_covered"  #: failed beside green; no check speaks of the affected screen
    ELSEWHERE = "elsewhere"  #: failed beside green, but the affected screen's checks held
    CONFLICT = "conflict"  #: no environment can exist for the stack; the baseline is green
    PASSED = "passed"  #: every check held
    FLAKY = "flaky"  #: failed only sometimes: to be answered by repeating
    BROKEN = "broken"  #: the lab's own fault: run it again
    EMPTY = "empty"  #: no check ran
    TIMEOUT = "timeout"  #: a limit ended the run before it could answer
    NO_BASELINE = "no_baseline"  #: nothing green to compare with
    BASELINE_NOT_GREEN = "baseline_not_green"  #: the failure may be older than the change
    BASELINE_SAME_STACK = "baseline_same_stack"  #: a stack is no baseline for itself
    BASELINE_OTHER_SUITE = "baseline_other_suite"  #: other checks, so nothing to compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``held``: the ticket's failure is reproduced. ``words`` says it to people."""

    held: bool
    reason: Reason
    words: str
    matches_report: bool = False

    @property
    def says_nothing(self) -> bool:
        """The lab's own fault: nothing is concluded about the ticket, ask again."""
        return self.reason is Reason.BROKEN


HELD = frozenset({Reason.AS_REPORTED, Reason.NOT_COVERED, Reason.CONFLICT})


def reproduced(run: Run, baseline: Run | None, affected_screen: str) -> Verdict:
    """Judge a reproduction. A red counts only beside a green baseline of the same suite.

    Held when a check of the affected screen fails, when no environment can exist, or when
    the suite cannot speak of that screen (``matches_report`` is then False, and a person
    should look). Not held when the screen's checks pass and only others fail.
    """
    reason = _unanswered(run) or _baseline_fault(run, baseline)
    reason = reason or _compared(run, affected_screen)
    return Verdict(
        held=reason in HELD,
        reason=reason,
        words=_words(reason, run, baseline, affected_screen),
        matches_report=reason is Reason.AS_REPORTED,
    )


def _unanswered(run: Run) -> Reason | None:
    if run.outcome in (Outcome.FAILED, Outcome.CONFLICT):
        return None
    return Reason(run.outcome.value)


def _baseline_fault(run: Run, baseline: Run | None) -> Reason | None:
    if baseline is None:
        return Reason.NO_BASELINE
    if baseline.stack == run.stack:
        return Reason.BASELINE_SAME_STACK
    if baseline.suite_digest != run.suite_digest:
        return Reason.BASELINE_OTHER_SUITE
    return None if baseline.outcome is Outcome.PASSED else Reason.BASELINE_NOT_GREEN


def _compared(run: Run, screen: str) -> Reason:
    if run.outcome is Outcome.CONFLICT:
        return Reason.CONFLICT
    if any(mentions(c, screen) for c in _failing(run)):
        return Reason.AS_REPORTED
    held = (c for c in run.checks if c.outcome is Outcome.PASSED)
    return Reason.ELSEWHERE if any(mentions(c, screen) for c in held) else Reason.NOT_COVERED


def _failing(run: Run) -> list[CheckResult]:
    return [c for c in run.checks if c.outcome in (Outcome.FAILED, Outcome.TIMEOUT)]


def _words(reason: Reason, run: Run, baseline: Run | None, screen: str) -> str:
    failing = ", ".join(c.id for c in _failing(run)) or run.why
    match reason:
        case Reason.AS_REPORTED:
            return f"{failing} failed as reported; the baseline passed"
        case Reason.NOT_COVERED:
            return f"{failing} failed; no check speaks of {screen or 'an affected screen'}"
        case Reason.ELSEWHERE:
            return f"{failing} failed, but the checks of {screen} held"
        case Reason.BASELINE_NOT_GREEN if baseline is not None:
            return f"the baseline itself ended {baseline.outcome}: {baseline.why}"
        case Reason.NO_BASELINE:
            return f"{failing}: nothing green to compare with"
        case Reason.BASELINE_SAME_STACK | Reason.BASELINE_OTHER_SUITE:
            return "the baseline ran " + reason.value.removeprefix("baseline_").replace("_", " ")
        case _:
            return f"the run ended {run.outcome}: {run.why}"


_PATH = re.compile(r"(?<![\w/])/[\w./~%-]*")
_WORD = r"[\w~%-]"


def mentions(check: CheckResult, screen: str) -> bool:
    """Does a check speak of a screen?

    A screen's paths (``/graphql``) have to begin a path in the check's id or message:
    ``/graphql/shop`` is below it, ``/graphql-log`` and ``/api/graphql`` are not; ``/`` is
    only itself. Or they stand, as words, in a name that holds no path (``test_graphql``).
    A screen without a path has to stand there as it reads. Case does not matter. An empty
    screen is spoken of by nothing.
    """
    site = re.sub(r"\w+://[^/\s]*", "", screen.strip().casefold())
    paths = [p.rstrip("./") or "/" for p in _PATH.findall(site)] or [site]
    text = f"{check.id} {check.message}".casefold()
    name = "" if "/" in check.name else f"_{_slug(check.name)}_"
    return any(_stands(p, text) or (_slug(p) and f"_{_slug(p)}_" in name) for p in paths if p)


def _stands(piece: str, text: str) -> bool:
    below = "" if piece != "/" else "/|"
    found = rf"(?<!/)(?<!{_WORD}){re.escape(piece)}(?!{below}{_WORD})"
    return re.search(found, text) is not None


def _slug(text: str) -> str:
    return re.sub(r"[^0-9a-z]+", "_", text.casefold()).strip("_")


def as_reported(run: Run, affected_screen: str) -> Signature:
    """The part of a failing Run that the ticket is about: the signature to isolate.

    The failures of the affected screen; all of the Run's where none speaks of it.
    """
    own = tuple(c for c in _failing(run) if mentions(c, affected_screen))
    return Signature.of(own) or run.signature


def matches(signature: Signature, run: Run) -> Outcome:
    """Is the ticket's own failure in this Run? The question that isolation asks.

    FAILED: at least one check of the signature ran, and each that ran failed with its own
    message, whatever else failed (a check that a smaller stack leaves out says nothing).
    PASSED: none of them failed, and none can have been hidden. The Run's own CONFLICT,
    EMPTY and TIMEOUT stay, and so does FLAKY while one of the checks wavers. BROKEN, that
    is unresolved: some failed as before and some passed; the same check with another
    message (one cause can have several signatures, another cause the same check); or, in a
    red Run, one that was skipped or is missing although its component is there. ValueError
    for an empty signature: a conflict has none, ask ``conflicts`` then.
    """
    if not signature:
        raise ValueError("an empty signature matches nothing")
    if run.outcome in (Outcome.CONFLICT, Outcome.BROKEN, Outcome.EMPTY):
        return run.outcome
    own = [c for c in run.checks if c.id in signature.checks and c.outcome is not Outcome.EMPTY]
    same = {(c.id, c.message) for c in own} & set(run.signature.failures)
    if own and same == {(c.id, c.message) for c in own} <= set(signature.failures):
        return Outcome.FAILED
    if run.outcome is Outcome.TIMEOUT:
        return Outcome.TIMEOUT
    if any(c.outcome is Outcome.FLAKY for c in own):
        return Outcome.FLAKY
    if any(c.outcome is not Outcome.PASSED for c in own) or _hidden(signature, run):
        return Outcome.BROKEN
    return Outcome.PASSED


def shows(signature: Signature, run: Run) -> Outcome:
    """Is any of these failures in this Run? As ``matches``, but one that shows is enough.

    What several independent causes brought about at once is told apart with it: each alone
    shows its own part. ValueError for an empty signature.
    """
    if not signature:
        raise ValueError("an empty signature shows nothing")
    told = run.outcome not in (Outcome.CONFLICT, Outcome.BROKEN, Outcome.EMPTY)
    if told and not {*signature.failures}.isdisjoint(run.signature.failures):
        return Outcome.FAILED
    return matches(signature, run)


def _hidden(signature: Signature, run: Run) -> bool:
    """In a red Run a check that was skipped, or is missing, may have been kept from running."""
    if run.outcome is Outcome.PASSED:
        return False
    ran = {c.id for c in run.checks if c.outcome is not Outcome.EMPTY}
    skipped = {c.id for c in run.checks} & signature.checks - ran
    missing = {check.rpartition("::")[0] for check in signature.checks - ran}
    return bool(skipped or missing & _installed(run))


def _installed(run: Run) -> set[str]:
    names: Iterable[tuple[str, str, str]] = (
        (c.name, c.package, c.purl) for c in run.stack.components
    )
    return {name for three in names for name in three}


def conflicts(run: Run) -> Outcome:
    """For a ticket whose failure is that no environment can exist: is it still so?

    FAILED for a conflict, PASSED when the environment could be built (whatever its checks
    said), else the Run's own outcome.
    """
    match run.outcome:
        case Outcome.CONFLICT:
            return Outcome.FAILED
        case Outcome.PASSED | Outcome.FAILED | Outcome.FLAKY:
            return Outcome.PASSED
        case other:
            return other
