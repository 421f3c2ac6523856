"""How is one isolation by command carried out: asked, written down, told, stopped, ended?"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from levee.commands.isolation_words import (
    Told,
    say_end,
    say_problems,
    say_spent,
    say_stopped,
    unjudged,
)
from levee.connect.answer_file import AnswerFile, Line, save
from levee.connect.judge_command import JudgeCommand
from levee.lab.isolate import SURE, Answer, How, Limits, Prior, Question, Search, Status, pursue
from levee.lab.isolate.difference import Difference
from levee.lab.isolate.words import read_exit
from levee.model.delta import Delta
from levee.model.problem import Problem, Rejected

type Judge = Callable[[frozenset[Delta]], Answer]


class Exit(IntEnum):
    FOUND = 0
    NO_DIFFERENCE = 1  #: BAD does not fail, GOOD does not pass, or neither can be judged
    BAD_INPUT = 2
    UNFINISHED = 3  #: the budget is spent; the best so far was printed
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for on the command line."""

    good: Path
    bad: Path
    run: str
    suite: str
    alpha: float
    budget: int
    jobs: int
    seed: int
    deterministic: bool
    resume: str
    timeout: float
    json: bool

    def problems(self) -> Iterator[Problem]:
        if bool(self.run) == bool(self.suite):
            yield Problem("--run", "give one of --run CMD and --suite NAME")
        if not 0 < self.alpha < 0.5:
            yield Problem("--alpha", "lies between 0 and 0.5")
        if self.budget < 0:
            yield Problem("--budget", "is a number of runs, or 0 for no limit")
        if not 1 <= self.jobs <= 64:
            yield Problem("--jobs", "lies between 1 and 64")
        if not self.timeout > 0:
            yield Problem("--timeout", "is a number of seconds above 0")


@dataclass(frozen=True, slots=True)
class Stopped:
    """An isolation that could not be carried out, and with which exit code it ends."""

    problems: tuple[Problem, ...]
    code: Exit

    def say(self, as_json: bool) -> Exit:
        say_problems(self.problems, as_json)
        return self.code


def carry_out(order: Order, found: Difference, judge: Judge | None = None) -> Exit:
    """Search with the order's command (or the given judge) and say the answer."""
    command = JudgeCommand(order.run, order.timeout)
    work = Work(order, found, judge or _by(command, found), Told(found.deltas))
    for note in found.notes if found.deltas else ("GOOD and BAD differ in nothing",):
        work.told.note(note)
    try:
        work.pursue()
    except KeyboardInterrupt:
        command.stop()
        say_stopped(work.search, order.json, work.kept())
        return Exit.INTERRUPTED
    finally:
        work.close()
    return work.end()


def _by(command: JudgeCommand, found: Difference) -> Judge:
    def judge(deltas: frozenset[Delta]) -> Answer:
        listed = [d.to_json() for d in found.deltas if d in deltas]
        return read_exit(command.run(found.between(deltas), listed))

    return judge


class Work:
    """One isolation: the search, the file of answers, and who hears of it."""

    def __init__(self, order: Order, found: Difference, judge: Judge, told: Told) -> None:
        self.order, self.found, self.judge, self.told = order, found, judge, told
        prior = Prior(chance=SURE) if order.deterministic else Prior()
        self.search = Search(found.deltas, prior, order.seed, Limits(alpha=order.alpha))
        self.lines: list[Line] = []
        self.file = AnswerFile(Path(order.resume), self._head()) if order.resume else None
        self._remember()

    def _head(self) -> dict[str, Any]:
        """What must be the same for old answers to count."""
        asked = [d.to_json() for d in self.found.deltas]
        body = json.dumps([asked, self.found.between(frozenset())], sort_keys=True)
        digest = hashlib.sha256(body.encode()).hexdigest()
        return {"difference": digest, "command": self.order.run or f"suite {self.order.suite}"}

    def _remember(self) -> None:
        deltas = self.found.deltas
        for line in self.file.lines if self.file else ():
            if any(not 0 <= i < len(deltas) for i in line.deltas) or line.answer not in Answer:
                raise Rejected((Problem(self.order.resume, "holds an answer to no question"),))
            self.lines.append(line)
            self.search.tell([deltas[i] for i in line.deltas], Answer(line.answer), line.round)
        if self.lines:
            self.told.note(f"{len(self.lines)} answers remembered, none is asked again")

    def pursue(self) -> None:
        budget = self.order.budget or None
        how = How(slots=self.order.jobs, reporter=self.told)
        self.told.search = self.search
        pursue(self.search, self._ask, budget, how)

    def _ask(self, questions: tuple[Question, ...]) -> Iterable[tuple[Question, Answer]]:
        """Judge side by side; answers are written as they come and told in the asked order."""
        numbered = list(enumerate(questions))
        if len(numbered) == 1:
            return [self._judged(numbered[0])]
        with ThreadPoolExecutor(self.order.jobs) as pool:
            return list(pool.map(self._judged, numbered))

    def _judged(self, numbered: tuple[int, Question]) -> tuple[Question, Answer]:
        slot, question = numbered
        answer = self.judge(question.deltas)
        self._write(slot, question, answer)
        return question, answer

    def _write(self, slot: int, question: Question, answer: Answer) -> None:
        numbers = tuple(i for i, d in enumerate(self.found.deltas) if d in question.deltas)
        line = Line(deltas=numbers, answer=answer.value, round=self.search.rounds, slot=slot)
        self.lines.append(line)
        if self.file:
            self.file.add(line)

    def kept(self) -> str:
        """The options that go on from here; the answers are in a file after this."""
        path = Path(self.order.resume or f"levee-isolate-{self._head()['difference'][:12]}.jsonl")
        if not self.file:
            save(path, self._head(), self.lines)
        return f"--resume {path}"

    def close(self) -> None:
        if self.file:
            self.file.close()

    def end(self) -> Exit:
        status = self.search.status
        if status is Status.SEARCHING:
            say_spent(self.search, self.order.json, self.order.budget)
            return Exit.UNFINISHED
        if status is Status.FOUND:
            say_end(self.search, self.order.json, self.order.alpha)
            return Exit.FOUND
        problem = Problem(*ENDS[status]) if status in ENDS else unjudged(self.search)
        return Stopped((problem,), Exit.NO_DIFFERENCE).say(self.order.json)


ENDS = {
    Status.GOOD_FAILS: ("GOOD", "does not pass: the failure is there without any delta"),
    Status.BAD_PASSES: ("BAD", "does not fail: the failure does not show with all deltas"),
}
