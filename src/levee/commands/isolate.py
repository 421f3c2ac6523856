"""Which smallest difference between GOOD and BAD breaks, judged by anybody's own command?"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from levee.commands.isolating import Exit, Order, Stopped, carry_out
from levee.connect.json_file import read_json
from levee.lab.isolate.difference import Difference, difference
from levee.lab.isolate.words import Answer
from levee.model.delta import Delta
from levee.model.problem import Problem, Rejected

type Judges = Callable[[Difference, str], Callable[[frozenset[Delta]], Answer]]
"""Makes a judge out of a suite's name; it builds each candidate in the lab's environments."""

Good = Annotated[Path, typer.Argument(metavar="GOOD.json", help="what passes")]
Bad = Annotated[Path, typer.Argument(metavar="BAD.json", help="what fails")]
Run = Annotated[
    str,
    typer.Option(
        metavar="CMD",
        help="judges LEVEE_STACK: exit 0 passes, 125 cannot tell, 1-124 fails, 126.. broke",
    ),
]
Suite = Annotated[str, typer.Option(help="judge with this suite in the lab's environments instead")]
Alpha = Annotated[float, typer.Option(help="how often a flaky failure's answer may be wrong")]
Budget = Annotated[int, typer.Option(help="stop after so many runs; 0: no limit")]
Jobs = Annotated[int, typer.Option(help="how many candidates are judged side by side")]
Seed = Annotated[int, typer.Option(help="the same seed asks the same questions")]
Deterministic = Annotated[
    bool, typer.Option("--deterministic", help="trust each answer: the failure comes every time")
]
Resume = Annotated[
    str, typer.Option(metavar="FILE", help="write each answer there, and go on from what it holds")
]
Timeout = Annotated[float, typer.Option(help="seconds after which one run counts as broken")]
AsJson = Annotated[bool, typer.Option("--json", help="answer in JSON, on one last line")]


def command(judges: Judges | None = None) -> Callable[..., None]:
    """The command; with ``judges`` it can also use the lab's own suites."""

    def isolate(
        good: Good,
        bad: Bad,
        run: Run = "",
        suite: Suite = "",
        alpha: Alpha = 0.01,
        budget: Budget = 0,
        jobs: Jobs = 1,
        seed: Seed = 0,
        deterministic: Deterministic = False,
        resume: Resume = "",
        timeout: Timeout = 3600.0,
        json: AsJson = False,
    ) -> None:
        """Find the smallest difference between GOOD and BAD that makes CMD fail.

        GOOD and BAD are Stack files, lists of package URLs or other texts, or JSON maps. CMD
        finds the candidate in the file that LEVEE_STACK names, in the format of BAD, and its
        deltas in LEVEE_DELTAS. Exit: 0 found, 1 BAD does not fail or GOOD does not pass, 2 bad
        input, 3 the budget is spent (the best so far is printed).
        """
        order = Order(
            good=good,
            bad=bad,
            run=run,
            suite=suite,
            alpha=alpha,
            budget=budget,
            jobs=jobs,
            seed=seed,
            deterministic=deterministic,
            resume=resume,
            timeout=timeout,
            json=json,
        )
        raise typer.Exit(int(_politely(order, judges)))

    return isolate


def _politely(order: Order, judges: Judges | None) -> Exit:
    try:
        found = _read(order, judges)
        judge = judges(found, order.suite) if judges and order.suite else None
        return carry_out(order, found, judge)
    except Rejected as error:
        return Stopped(error.problems, Exit.BAD_INPUT).say(order.json)


def _read(order: Order, judges: Judges | None) -> Difference:
    """Both documents and the options; Rejected carries what is wrong with any of them."""
    problems = [*order.problems()]
    if order.suite and judges is None:
        problems.append(Problem("--suite", "is not available here; use --run"))
    values = []
    for path, where in ((order.good, "GOOD"), (order.bad, "BAD")):
        try:
            values.append(read_json(path, where))
        except Rejected as error:
            problems += error.problems
    try:
        found = difference(*values) if len(values) == 2 else None
    except Rejected as error:
        problems += error.problems
    if problems or found is None:
        raise Rejected(tuple(problems))
    return found


isolate = command()
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(isolate)

if __name__ == "__main__":
    sys.exit(app())
