"""How does the lab judge a candidate of `levee isolate --suite`? In its own environments."""

import os
from collections.abc import Callable
from pathlib import Path

from levee.bench.runner import Runner
from levee.commands.frame import DEFAULT_DATA
from levee.lab import verdict
from levee.lab.isolate.difference import Difference
from levee.lab.isolate.stack_document import read_stack
from levee.lab.isolate.words import Answer, read
from levee.model.delta import Delta
from levee.model.outcome import Outcome
from levee.model.problem import Problem, Rejected
from levee.model.run import Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.site import bench
from levee.site.clock import clock

type Judge = Callable[[frozenset[Delta]], Answer]


def suite_judge(found: Difference, named: str) -> Judge:
    """A judge that runs the suite. What BAD shows first is the failure that is sought.

    No store and no server: only Run folders below the data folder.
    """
    data = Path(os.environ.get("LEVEE_DATA", DEFAULT_DATA)).absolute()
    data.mkdir(parents=True, exist_ok=True)
    suite, runner = bench.suite(data, named), bench.runner(data, clock)
    everything = frozenset(found.deltas)
    first: list[Run] = [_run(runner, suite, found, everything)]

    def judge(deltas: frozenset[Delta]) -> Answer:
        is_bad = deltas == everything and len(first) == 1
        run = first[0] if is_bad else _run(runner, suite, found, deltas)
        first.append(run)
        return read(_outcome(first[0], run))

    return judge


def _run(runner: Runner, suite: Suite, found: Difference, deltas: frozenset[Delta]) -> Run:
    return runner.run(_stack(found, deltas), suite)


def _stack(found: Difference, deltas: frozenset[Delta]) -> Stack:
    problems: list[Problem] = []
    document = read_stack(found.between(deltas), "candidate", problems)
    if document is None:
        raise Rejected(tuple(problems))
    return document.stack


def _outcome(sought: Run, run: Run) -> Outcome:
    """The same failure as BAD's, or another one?"""
    if sought.outcome is Outcome.CONFLICT:
        return verdict.conflicts(run)
    return verdict.matches(sought.signature, run) if sought.signature else run.outcome
