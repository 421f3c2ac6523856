"""Which smallest set of deltas makes the judge fail?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from levee.lab.isolate.prior import Prior
from levee.lab.isolate.report import Reporter
from levee.lab.isolate.search import Limits, Search
from levee.lab.isolate.words import Answer, Judge, Judgement, Question, Status, Why, read
from levee.model.delta import Delta
from levee.model.interaction import Interaction
from levee.model.outcome import Outcome, Signature

type Known = tuple[frozenset[Delta], Answer]
type Ask = Callable[[tuple[Question, ...]], Iterable[tuple[Question, Answer]]]
"""Judges one round of questions, side by side if it can; yields answers as they come."""


class NothingToIsolate(Exception):
    """GOOD fails, or BAD does not (or neither could be judged): there is no difference to find."""

    def __init__(self, status: Status, interaction: Interaction) -> None:
        super().__init__(status.value)
        self.status = status
        self.interaction = interaction


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How to search: error bound, side by side runs, needs, what is known, who listens."""

    limits: Limits = field(default_factory=Limits)
    slots: int = 1
    known: tuple[Known, ...] = ()
    signature: Signature | None = None
    reporter: Reporter = field(default_factory=Reporter)


def smallest(
    deltas: Sequence[Delta],
    judge: Judge,
    prior: Prior | None = None,
    budget: int | None = None,
    seed: int = 0,
    how: How | None = None,
) -> Interaction:
    """Return a set of deltas that fails and from which none can be dropped (1-minimal).

    ``minimal`` and ``verified`` of the answer say which of this was seen: for any judge
    whatever, `minimal` is only claimed when the set itself failed and each set with one member
    less passed or cannot exist; with less budget the smallest set seen failing is returned.
    Where a failure comes with probability p, the set is right with probability 1 - alpha.
    Raises NothingToIsolate when GOOD fails or BAD does not.

    Cost without noise: close to log2 of the number of sets of that size, plus GOOD, BAD, and
    one run per member (Zeller and Hildebrandt 2002 define the problem; asking what halves the
    remaining sets is binary search over hypotheses, Nowak 2011, "generalized binary search").
    """
    how = how or How()
    search = Search(deltas, prior or Prior(), seed, how.limits)
    for known, answer in how.known:
        search.tell(known, answer)

    sought = Sought(how.signature)

    def ask(questions: tuple[Question, ...]) -> Iterable[tuple[Question, Answer]]:
        return ((q, sought(q, judge(q.deltas))) for q in questions)

    pursue(search, ask, budget, how)
    if search.status in (Status.GOOD_FAILS, Status.BAD_PASSES, Status.UNANSWERED):
        raise NothingToIsolate(search.status, search.interaction)
    return search.interaction


def pursue(search: Search, ask: Ask, budget: int | None, how: How) -> None:
    """Ask and tell until the search is over or the budget of runs is spent."""
    while budget is None or len(search.facts.told) < budget:
        room = how.slots if budget is None else min(how.slots, budget - len(search.facts.told))
        questions = search.next_questions(room)
        if not questions:
            return
        for question in questions:
            how.reporter.asked(question)
        for question, answer in ask(questions):
            before = search.left
            search.tell(question.deltas, answer)
            how.reporter.answered(question, answer, before - search.left)


class Sought:
    """Reads outcomes as answers; when BAD itself is a conflict, conflict is the failure."""

    def __init__(self, signature: Signature | None) -> None:
        self.signature = signature
        self.conflict = False

    def __call__(self, question: Question, said: Outcome | Judgement | Answer) -> Answer:
        outcome = said.outcome if isinstance(said, Judgement) else said
        if question.why is Why.BAD and outcome is Outcome.CONFLICT:
            self.conflict = True
        if not self.conflict:
            return read(said, self.signature)
        if outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.FLAKY):
            return Answer.PASSES
        return Answer.FAILS if outcome is Outcome.CONFLICT else read(said)


__all__ = ["How", "Known", "NothingToIsolate", "Sought", "pursue", "smallest"]
