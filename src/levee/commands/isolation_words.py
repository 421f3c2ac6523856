"""In which words does an isolation tell its questions, its answer and its end?"""

import json
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from levee.lab.isolate import Answer, Question, Reporter, Search, Why
from levee.lab.isolate.chance import runs_needed
from levee.model.delta import Delta
from levee.model.interaction import Interaction
from levee.model.problem import Problem

says = Console(stderr=True, highlight=False, soft_wrap=True)
shows = Console(highlight=False, soft_wrap=True)

WHY = {
    Why.GOOD: "GOOD must pass",
    Why.BAD: "BAD must fail",
    Why.AGAIN: "it broke before",
    Why.SPLIT: "splits best what is left",
    Why.NARROW: "no small set explains the answers: halves what is left",
    Why.FAILS: "verifies that the set fails",
    Why.WITHOUT: "verifies that it passes without one member",
}

COLOUR = {Answer.FAILS: "red", Answer.PASSES: "green"}


class Told(Reporter):
    """Tells each question and its answer on standard error, while it happens."""

    def __init__(self, deltas: Sequence[Delta]) -> None:
        self.deltas = deltas
        self.search: Search | None = None

    def note(self, text: str) -> None:
        says.print(Text(f"  {text}", style="dim"))

    def answered(self, question: Question, answer: Answer, ruled_out: int) -> None:
        runs = len(self.search.facts.told) if self.search else 0
        line = Text(f"{runs:>5}  {len(question.deltas):>3} of {len(self.deltas)} deltas  ")
        line.append(f"{answer.value:<10}", style=COLOUR.get(answer, "yellow"))
        line.append(f"  {WHY[question.why]}", style="dim")
        if question.bits:
            line.append(f" ({question.bits:.2f} bit)", style="dim")
        if ruled_out > 0:
            sets = "set" if ruled_out == 1 else "sets"
            line.append(f"; rules out {ruled_out:,} {sets}", style="dim")
        says.print(line)


def say_problems(problems: Sequence[Problem], as_json: bool) -> None:
    """Every problem on standard error, and as one line of JSON."""
    for problem in problems:
        says.print(Text("refused ", style="bold red").append(_plain(str(problem)), style="none"))
    if as_json:
        _line({"problems": [{"where": p.where, "what": p.what} for p in problems]})


def say_end(search: Search, as_json: bool, alpha: float) -> None:
    """The interaction; where it is not minimal or not sure, what is missing."""
    found = search.interaction
    if not as_json:
        _say_interaction(found)
    if not found.verified:
        _say_missing(search, found, alpha)
    if as_json:
        _line(found.to_json())


def _say_interaction(found: Interaction) -> None:
    head = "these together fail:" if found.minimal else "the best so far fails:"
    shows.print(Text(head if found.p else "nothing was seen failing yet; BAD as a whole is:"))
    for delta in found.deltas:
        shows.print(Text(f"  {_plain(_worded(delta))}", style="bold"))
    kind = "minimal" if found.minimal else "not shown to be minimal"
    seen = "verified" if found.verified else "not verified"
    rest = f"{found.runs} runs in {found.rounds} rounds, {found.unresolved} unresolved"
    sure = "" if found.p in (0.0, 1.0) else f", fails with p = {found.p:.2f}"
    confidence = "" if found.confidence in (0.0, 1.0) else f", confidence {found.confidence:.3f}"
    shows.print(Text(f"{kind}, {seen}{sure}{confidence}; {rest}"))


def _worded(delta: Delta) -> str:
    """A delta in words; a text that came or went is its own name."""
    bare = delta.component in (delta.before, delta.after)
    return f"{delta.component} {delta.kind.value}" if bare else str(delta)


def _say_missing(search: Search, found: Interaction, alpha: float) -> None:
    if found.p == 0.0:
        says.print(Text("BAD did not fail in any run so far"))
    elif found.p < 1.0:
        needed = runs_needed(len(search.frame.deltas), found.p, alpha)
        says.print(Text(f"it fails with p = {found.p:.2f}: about {needed} runs in all are needed"))


def say_spent(search: Search, as_json: bool, budget: int) -> None:
    """After the last run of the budget: the best so far, and how more would not be wasted."""
    say_end(search, as_json, search.limits.alpha)
    says.print(Text(f"the budget of {budget} runs is spent; --resume FILE keeps the answers"))


def unjudged(search: Search) -> Problem:
    """Which of GOOD and BAD could not be judged, and how its runs ended."""
    empty = search.facts.hopeless(0)
    mask = 0 if empty else search.frame.everything
    answers = [f.answer for f in search.facts.told if f.mask == mask]
    runs = "its only run" if len(answers) == 1 else f"each of its {len(answers)} runs"
    ends = {
        Answer.BROKEN: "broke (exit 126 or above, a signal, or out of time)",
        Answer.UNRESOLVED: "could not tell (exit 125, or a failure of another kind)",
        Answer.IMPOSSIBLE: "ended in a conflict: no environment can exist",
    }
    how = " or ".join(ends[a] for a in dict.fromkeys(answers))
    return Problem("GOOD" if empty else "BAD", f"cannot be judged: {runs} {how}")


def say_stopped(search: Search, as_json: bool, resume: str) -> None:
    """After Ctrl-C: the best so far, and how to go on."""
    say_end(search, as_json, search.limits.alpha)
    says.print(Text(f"stopped; the same command with {_plain(resume)} goes on from here"))


def _line(body: object) -> None:
    sys.stdout.write(json.dumps(body, ensure_ascii=False) + "\n")


def _plain(text: str) -> str:
    """Text from outside: no control characters reach the terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
