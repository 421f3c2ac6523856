"""How does the lab answer the questions of one search, each once however often it is cut off?"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.flow.hands import Hands
from levee.lab import verdict
from levee.lab.isolate.words import Answer, read
from levee.model.delta import Delta, apply, delta_from
from levee.model.event import LEVEE, Event, EventKind
from levee.model.outcome import Outcome, Signature
from levee.model.run import Asked, Purpose, Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.model.ticket import subject


def listed(deltas: Iterable[Delta]) -> list[dict[str, Any]]:
    return [d.to_json() | {"role": d.role.value} for d in sorted(deltas)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One search: which part of the failing Run it seeks, and how many came before it.

    Searches of one ticket share all Runs: what an earlier one asked is read again for the
    failure that is sought now. An empty ``sought`` seeks the conflict of ``failing``.
    """

    hands: Hands
    ticket: str
    baseline: Stack
    deltas: tuple[Delta, ...]
    suite: Suite
    now: datetime
    failing: Run
    sought: Signature
    number: int = 1

    @property
    def id(self) -> str:
        """Searches belong together while their differences and their suite are the same."""
        text = json.dumps([self.suite.digest, [d.to_json() for d in self.deltas]])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def asked(self) -> list[Event]:
        """What this search and those before it have asked, one Run each."""
        events = self.hands.ledger.events(subject(self.ticket))
        asked = (e for e in events if e.kind is EventKind.ASKED and e.data["search"] == self.id)
        return [e for e in asked if e.data.get("cause", 1) <= self.number]

    def own(self) -> int:
        """How many Runs this search took by itself."""
        return sum(e.data.get("cause", 1) == self.number for e in self.asked())

    def runs(self) -> dict[frozenset[Delta], Run]:
        """The last Run of each set of deltas."""
        find = self.hands.lab.find
        found = {_set(event): find(event.data["run"]) for event in self.asked()}
        return found | {frozenset(self.deltas): self.failing}

    def known(self) -> tuple[tuple[frozenset[Delta], Answer], ...]:
        """What is answered for exactly these differences: the reproduction's two Runs, and what
        was asked before."""
        known = [(frozenset[Delta](), Answer.PASSES), (frozenset(self.deltas), Answer.FAILS)]
        for event in self.asked():
            known.append((_set(event), self._answer(self.hands.lab.find(event.data["run"]))))
        return tuple(known)

    def _answer(self, run: Run) -> Answer:
        if self.failing.outcome is Outcome.CONFLICT:
            return read(verdict.conflicts(run))
        return read(verdict.shows(self.sought, run))

    def judge(self) -> Callable[[frozenset[Delta]], Answer]:
        """Every answer is an Event, so that a search that was cut off asks nothing twice."""
        times = Counter(deltas for deltas, _ in self.known())

        def judge(deltas: frozenset[Delta]) -> Answer:
            run = self._run(deltas, times[deltas])
            times[deltas] += 1
            answer = self._answer(run)
            self._write(answer, deltas, run)
            return answer

        return judge

    def _run(self, deltas: frozenset[Delta], time: int) -> Run:
        stack = apply(self.baseline, deltas)
        key = f"{self.id}:{stack.digest}:{time}"
        about = subject(self.ticket)
        wish = Asked(stack=stack, purpose=Purpose.ISOLATE, key=key, subject=about)
        return self.hands.lab.run(wish)

    def _write(self, answer: Answer, deltas: frozenset[Delta], run: Run) -> None:
        about = subject(self.ticket)
        number = len(self.hands.ledger.events(about))
        data = {"deltas": listed(deltas), "answer": answer.value, "run": run.id}
        event = Event(
            subject=about,
            kind=EventKind.ASKED,
            at=self.now,
            actor=LEVEE,
            reason=answer.value,
            key=f"{EventKind.ASKED.value}:{self.id}:{number}",
            data=data | {"search": self.id} | ({"cause": self.number} if self.number > 1 else {}),
        )
        self.hands.ledger.append([event])


def _set(event: Event) -> frozenset[Delta]:
    return frozenset(delta_from(d) for d in event.data["deltas"])
