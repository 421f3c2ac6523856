"""When one BAD shows several failures: which smallest set causes each?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from levee.lab.isolate.prior import Prior
from levee.lab.isolate.search import Search
from levee.lab.isolate.smallest import How, pursue
from levee.lab.isolate.words import Answer, Judgement, Question
from levee.model.delta import Delta
from levee.model.interaction import Interaction
from levee.model.outcome import Outcome, Signature

type Failure = tuple[str, str]
"""One failed check and its normalised message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """An Interaction, and the part of BAD's signature that it brings about."""

    signature: Signature
    interaction: Interaction


def causes(
    deltas: Sequence[Delta],
    judge: Callable[[frozenset[Delta]], Judgement],
    prior: Prior,
    seed: int = 0,
    how: How | None = None,
) -> tuple[Cause, ...]:
    """One Interaction for each group of failures of BAD that one set brings about.

    A set fails for a failure when its Run shows that failure; it passes when all that its Run
    shows is known from BAD; a strange failure may hide the one that is sought, so it says
    nothing. Judgements are shared: no set is run again for the next failure where answers are
    trusted (with noise, what was seen is told to each search).
    """
    book = Book(judge)
    wanted = set(book(frozenset(deltas)).signature.failures)
    known, found = frozenset(wanted), list[Cause]()
    while wanted:
        failure = min(wanted)
        search = Search(deltas, prior, seed, (how or How()).limits)
        book.tell(search, failure, known)
        pursue(search, book.asker(failure, known), None, replace(how or How(), slots=1))
        group = {failure, *(f for f in wanted if book.minimal_for(search.interaction, f))}
        wanted -= group
        signature = Signature(tuple(sorted(group)))
        found.append(Cause(signature=signature, interaction=search.interaction))
    return tuple(found)


class Book:
    """Every Judgement so far, in order."""

    def __init__(self, judge: Callable[[frozenset[Delta]], Judgement]) -> None:
        self.judge = judge
        self.seen: list[tuple[frozenset[Delta], Judgement]] = []

    def __call__(self, deltas: frozenset[Delta]) -> Judgement:
        said = self.judge(deltas)
        self.seen.append((deltas, said))
        return said

    def tell(self, search: Search, failure: Failure, known: frozenset[Failure]) -> None:
        for deltas, said in self.seen:
            search.tell(deltas, read_failure(said, failure, known))

    def asker(
        self, failure: Failure, known: frozenset[Failure]
    ) -> Callable[[tuple[Question, ...]], Iterator[tuple[Question, Answer]]]:
        def ask(questions: tuple[Question, ...]) -> Iterator[tuple[Question, Answer]]:
            for question in questions:
                yield question, read_failure(self(question.deltas), failure, known)

        return ask

    def minimal_for(self, found: Interaction, failure: Failure) -> bool:
        """Was this failure too seen with the set, and never with one member less?"""
        whole = frozenset(found.deltas)
        shown = [s for s, said in self.seen if failure in said.signature.failures]
        return whole in shown and not any(s == whole - {d} for s in shown for d in whole)


def read_failure(said: Judgement, failure: Failure, known: frozenset[Failure]) -> Answer:
    """Does this Run show the failure, lack it, or say nothing about it?"""
    shown = set(said.signature.failures)
    if failure in shown:
        return Answer.FAILS
    if said.outcome is Outcome.CONFLICT:
        return Answer.IMPOSSIBLE
    told = said.outcome is Outcome.PASSED or (said.outcome is Outcome.FAILED and shown <= known)
    return Answer.PASSES if told else Answer.UNRESOLVED
