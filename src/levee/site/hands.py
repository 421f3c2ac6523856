"""Which store, bench and voice does the story get? Everything is wired here."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from levee.bench import run_folder
from levee.bench.runner import Runner
from levee.contract.load import Contract
from levee.desk import printed
from levee.desk.redaction import redact_value
from levee.flow.hands import Voice
from levee.lab import confirm
from levee.model.certificate import Said, Standing
from levee.model.event import Event
from levee.model.fleet import Installation
from levee.model.night import NightResult
from levee.model.outcome import Outcome
from levee.model.run import Asked, Purpose, Run
from levee.model.stack import Stack
from levee.model.storable import storable
from levee.model.suite import Suite
from levee.model.ticket import Ticket
from levee.model.wake import Unwatched, Wake, Woken
from levee.model.work_item import WorkItem
from levee.site import bench, certificates
from levee.site.certificates import Papers
from levee.site.clock import clock
from levee.store import contracts, judgements, ledger, runs, stacks, tickets, waking
from levee.store.sealed import Seal


def redacted(value: Any) -> Any:
    """``value`` without secrets and personal data, fit to be stored in clear."""
    return storable(redact_value(value)[0])


WORKERS = max(1, min(8, os.cpu_count() or 1))  #: Runs side by side in one process


type GivesWay = Callable[[], bool]  #: asked between two Runs: does something more urgent wait?


class Silent:
    """A voice for where nobody listens."""

    def step(self, text: str) -> None:
        """What begins now."""

    def note(self, text: str) -> None:
        """What just came out."""

    def ran(self, done: int, of: int, red: int) -> None:
        """How far a Night is."""


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

    def known_or_next(self, idempotency_key: str) -> Ticket | str:
        return tickets.known_or_next(idempotency_key)

    def due(self, now: datetime, limit: int, after: Wake | None = None) -> tuple[Wake, ...]:
        return waking.due(now, limit, after)

    def wakes(self, ticket_ids: Iterable[str]) -> tuple[Wake, ...]:
        return waking.wakes(ticket_ids)

    def wake_of(self, ticket_id: str) -> datetime | None:
        return tickets.wake_of(ticket_id)

    def keep(self, woken: Sequence[Woken]) -> Mapping[str, tuple[Event, ...]]:
        return waking.keep(woken)

    def begin(self, look: Woken) -> tuple[Event, ...]:
        return waking.begin(look)

    def unwatched(self, now: datetime) -> tuple[Unwatched, ...]:
        return waking.unwatched(now)

    def work_item(self, work_id: str) -> WorkItem:
        return tickets.work_item(work_id)

    def work_items(self) -> tuple[WorkItem, ...]:
        return tickets.work_items()

    def seal(self, body: bytes, now: datetime) -> str:
        return self._seal.close(body, now)

    def unseal(self, sealed_id: str) -> bytes:
        """For rules that redact what they read, and for whoever may see it."""
        return self._seal.open(sealed_id)

    @property
    def _seal(self) -> Seal:
        return Seal(self.data / "keys" / "seal.key")


class StoreLab:
    """Runs what was not run yet, and remembers what was."""

    def __init__(
        self, data: Path, suite: str, workers: int = WORKERS, gives_way: GivesWay | None = None
    ) -> None:
        self._data, self._named, self._workers = data, suite, workers
        self._gives_way = gives_way or (lambda: False)
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
        return runs.by_key(wish.key) or self.remember(self._carried_out(wish), wish.key)

    def _next_wish(self, asked: Asked) -> Asked:
        """``broken`` says nothing of the Stack: asked again, it is run again, as another Run."""
        wish, number = asked, 1
        while (known := runs.by_key(wish.key)) and known.outcome is Outcome.BROKEN:
            number += 1
            wish = replace(asked, key=f"{asked.key}#{number}")
        return wish

    def run_all(self, asked: Sequence[Asked]) -> Iterator[tuple[int, Run]]:
        """As many side by side as there are workers. Only this thread touches the store.

        It ends early where something more urgent waits: what is being run is finished, nothing
        more is begun, and what is left out is run when it is asked for again.
        """
        asked = [self._next_wish(one) for one in asked]
        known = [runs.by_key(one.key) for one in asked]
        yield from ((place, run) for place, run in enumerate(known) if run is not None)
        left = [place for place, run in enumerate(known) if run is None]
        running: dict[Future[Run], int] = {}
        with ThreadPoolExecutor(self._workers) as pool:
            while left or running:
                while left and len(running) < self._workers and not self._gives_way():
                    place = left.pop(0)
                    running[pool.submit(self._carried_out, asked[place])] = place
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    place = running.pop(done)
                    yield place, self.remember(done.result(), asked[place].key)

    def _carried_out(self, asked: Asked) -> Run:
        """The Run's id follows from the wish: a process that was killed between running and
        remembering finds the folder again instead of running twice."""
        run_id = f"{asked.purpose.value}-{hashlib.sha256(asked.key.encode()).hexdigest()[:16]}"
        if asked.purpose is Purpose.CONFIRM:
            return self.runner.confirm(asked.of, run_id=run_id)
        return self.runner.run(
            asked.stack,
            self.suite(),
            run_id=run_id,
            purpose=asked.purpose,
            subject=asked.subject,
            night=asked.night,
            plain=asked.plain,
        )

    def remember(self, run: Run, key: str) -> Run:
        """The Run as it is kept, and as every Event tells of it."""
        kept = printed.clean(run)
        runs.save(kept, key)
        return kept

    def folder(self, run_id: str) -> Path:
        """Where a Run lies; asked without a bench, which not every machine has."""
        return run_folder.place(self._data / "runs", run_id)

    def rerun(self, run_id: str) -> Run:
        runs.find(run_id)
        run = self.runner.rerun(run_id)
        return self.remember(run, run.id)

    def keep(self, stack: Stack) -> None:
        stacks.keep(stack)

    def stack(self, digest: str) -> Stack:
        return stacks.stack(digest)

    def find(self, run_id: str) -> Run:
        return runs.find(run_id)

    def runs(self, suite: Suite) -> tuple[Run, ...]:
        """As rules may build on them: reds count as they were confirmed."""
        return confirm.settled(runs.of_suite(suite))

    def nights(self, suite: Suite, stack: str = "") -> tuple[NightResult, ...]:
        """With a Stack's digest only what a judgement of that one needs."""
        found = runs.nights(suite, stack)
        return tuple(replace(n, runs=confirm.settled(n.runs)) for n in found)

    def seen(self, client: str, partner: str, stack: Stack, at: datetime) -> None:
        stacks.seen(client, partner, stack, at)

    def installation(self, client: str, partner: str) -> Installation | None:
        return stacks.installation(client, partner)

    def fleet(self) -> tuple[Installation, ...]:
        return stacks.fleet()

    def said(self) -> tuple[Said, ...]:
        return judgements.said()

    def issue(self, stack: Stack, standing: Standing, now: datetime) -> Mapping[str, str]:
        contract = contracts.in_force()
        papers = Papers(data=self._data, run_folder=self.folder, contract=contract, now=now)
        return certificates.issue(papers, stack, standing)


@dataclass(frozen=True)
class LeveeHands:
    """The real hands: this store, this bench, this voice."""

    desk: StoreDesk
    lab: StoreLab
    voice: Voice

    @property
    def ledger(self) -> ModuleType:
        return ledger


def hands(
    data: Path, voice: Voice | None = None, suite: str = "", gives_way: GivesWay | None = None
) -> LeveeHands:
    lab = StoreLab(data, suite, gives_way=gives_way)
    return LeveeHands(desk=StoreDesk(data), lab=lab, voice=voice or Silent())
