"""Which store, bench and voice does the story get? Everything is wired here."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from levee.bench.runner import Runner
from levee.contract.load import Contract
from levee.desk.redaction import redact_value
from levee.flow.hands import Voice
from levee.model.certificate import Review, Standing
from levee.model.fleet import Installation
from levee.model.night import NightResult
from levee.model.outcome import Outcome
from levee.model.run import Asked, Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.model.ticket import Ticket
from levee.model.work_item import WorkItem
from levee.site import bench, certificates
from levee.site.clock import clock
from levee.store import contracts, ledger, runs, stacks, tickets
from levee.store.sealed import Seal
from levee.store.storable import storable


def redacted(value: Any) -> Any:
    """``value`` without secrets and personal data, fit to be stored in clear."""
    return storable(redact_value(value)[0])


WORKERS = max(1, min(8, os.cpu_count() or 1))  #: Runs side by side in one process


class Silent:
    """A voice for where nobody listens."""

    def step(self, text: str) -> None:
        """What begins now."""

    def note(self, text: str) -> None:
        """What just came out."""


@dataclass(frozen=True)
class StoreDesk:
    data: Path

    def contract(self, digest: str = "") -> Contract:
        return contracts.in_force(digest)

    def ticket(self, ticket_id: str) -> Ticket:
        return tickets.ticket(ticket_id)

    def known_as(self, idempotency_key: str) -> Ticket | None:
        return tickets.known_as(idempotency_key)

    def next_ticket_id(self) -> str:
        return tickets.next_ticket_id()

    def waking(self, now: datetime) -> tuple[str, ...]:
        return tickets.waking(now)

    def wake_of(self, ticket_id: str) -> datetime | None:
        return tickets.wake_of(ticket_id)

    def set_wake(self, ticket_id: str, at: datetime | None) -> None:
        tickets.set_wake(ticket_id, at)

    def work_item(self, work_id: str) -> WorkItem:
        return tickets.work_item(work_id)

    def work_items(self) -> tuple[WorkItem, ...]:
        return tickets.work_items()

    def seal(self, body: bytes, now: datetime) -> str:
        return Seal(self.data / "keys" / "seal.key").close(body, now)


class StoreLab:
    """Runs what was not run yet, and remembers what was."""

    def __init__(self, data: Path, suite: str, workers: int = WORKERS) -> None:
        self._data, self._named, self._workers = data, suite, workers
        self._runner: Runner | None = None
        self._suite: Suite | None = None

    @property
    def runner(self) -> Runner:
        if self._runner is None:
            self._runner = bench.runner(self._data, clock)
        return self._runner

    def suite(self) -> Suite:
        if self._suite is None:
            self._suite = bench.suite(self._data, self._named)
        return self._suite

    def run(self, asked: Asked) -> Run:
        """The Run that answers the wish: remembered, found in its folder, or run now."""
        wish = self._next_wish(asked)
        return runs.by_key(wish.key) or self._saved(wish, self._carried_out(wish))

    def _next_wish(self, asked: Asked) -> Asked:
        """``broken`` says nothing of the Stack: asked again, it is run again, as another Run."""
        wish, number = asked, 1
        while (known := runs.by_key(wish.key)) and known.outcome is Outcome.BROKEN:
            number += 1
            wish = replace(asked, key=f"{asked.key}#{number}")
        return wish

    def run_all(self, asked: Sequence[Asked]) -> Iterator[tuple[int, Run]]:
        """As many side by side as there are workers. Only this thread touches the store."""
        asked = [self._next_wish(one) for one in asked]
        known = [runs.by_key(one.key) for one in asked]
        yield from ((place, run) for place, run in enumerate(known) if run is not None)
        with ThreadPoolExecutor(self._workers) as pool:
            waiting = {
                pool.submit(self._carried_out, one): place
                for place, one in enumerate(asked)
                if known[place] is None
            }
            try:
                for done in as_completed(waiting):
                    place = waiting[done]
                    yield place, self._saved(asked[place], done.result())
            finally:
                pool.shutdown(cancel_futures=True)

    def _carried_out(self, asked: Asked) -> Run:
        """The Run's id follows from the wish: a process that was killed between running and
        remembering finds the folder again instead of running twice."""
        run_id = f"{asked.purpose.value}-{hashlib.sha256(asked.key.encode()).hexdigest()[:16]}"
        return self.runner.run(
            asked.stack,
            self.suite(),
            run_id=run_id,
            purpose=asked.purpose,
            subject=asked.subject,
            night=asked.night,
        )

    def _saved(self, asked: Asked, run: Run) -> Run:
        runs.save(run, asked.key)
        return run

    def rerun(self, run_id: str) -> Run:
        runs.find(run_id)
        run = self.runner.rerun(run_id)
        runs.save(run, run.id)
        return run

    def keep(self, stack: Stack) -> None:
        stacks.keep(stack)

    def stack(self, digest: str) -> Stack:
        return stacks.stack(digest)

    def find(self, run_id: str) -> Run:
        return runs.find(run_id)

    def runs(self, suite: Suite) -> tuple[Run, ...]:
        return runs.of_suite(suite)

    def nights(self, suite: Suite) -> tuple[NightResult, ...]:
        return runs.nights(suite)

    def seen(self, client: str, partner: str, stack: Stack, at: datetime) -> None:
        stacks.seen(client, partner, stack, at)

    def installation(self, client: str) -> Installation | None:
        return stacks.installation(client)

    def fleet(self) -> tuple[Installation, ...]:
        return stacks.fleet()

    def reviews(self) -> tuple[Review, ...]:
        return runs.reviews()

    def issue(self, stack: Stack, standing: Standing) -> Mapping[str, str]:
        return certificates.issue(self._data, self.runner, stack, standing, self.runs(self.suite()))


@dataclass(frozen=True)
class LeveeHands:
    """The real hands: this store, this bench, this voice."""

    desk: StoreDesk
    lab: StoreLab
    voice: Voice

    @property
    def ledger(self) -> ModuleType:
        return ledger


def hands(data: Path, voice: Voice | None = None, suite: str = "") -> LeveeHands:
    return LeveeHands(desk=StoreDesk(data), lab=StoreLab(data, suite), voice=voice or Silent())
