"""Which facts follow from a fix: submitted, held, or refused with a way back?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.model.channel import subject as channel_subject
from levee.model.delta import Delta
from levee.model.event import LEVEE, Event, EventKind
from levee.model.stack import Stack
from levee.model.ticket import Ticket
from levee.model.ticket import subject as ticket_subject
from levee.model.work_item import WorkItem, WorkState
from levee.model.work_item import subject as work_subject
from levee.repair import verification
from levee.repair.verification import FixVerdict, WayBack

EARLY = "early"  #: the channel that offers a fix to its client before it is certified


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One fix of one work item, counted from 1: its Events are written once each."""

    item: WorkItem
    number: int
    now: datetime

    def offered(self, stack: Stack, change: Sequence[Delta], notes: str) -> tuple[Event, ...]:
        """The fix is on record, and the early channel offers it while it is verified."""
        deltas = [d.to_json() | {"role": d.role.value} for d in change]
        words = ", ".join(str(d) for d in change)
        data = {"stack_change": deltas, "notes": notes, "stack": stack.to_json()}
        return (
            self._event(self._work, EventKind.FIX_SUBMITTED, words, data),
            self._event(
                channel_subject(EARLY),
                EventKind.RELEASED,
                f"candidate: {words}",
                self._release(stack),
            ),
        )

    def held(
        self,
        ticket: Ticket,
        contract: Contract,
        verdict: FixVerdict,
        others: Sequence[WorkItem] = (),
    ) -> tuple[Event, ...]:
        """Verified: the remediation label goes, and the ticket is remediated.

        Not while another of the ticket's work items is still open: then its stack still fails.
        """
        label, why = contract.file.repair.label, verdict.reason
        own = self._event(self._work, EventKind.FIX_VERIFIED, why, {})
        if any(item.state is not WorkState.VERIFIED for item in others):
            return (own,)
        told = {"work_item": self.item.id}
        events = [own, self._event(self._desk, EventKind.FIX_VERIFIED, why, told)]
        if label in ticket.labels:
            off = {"label": label}
            events.append(self._event(self._desk, EventKind.UNLABELLED, "the fix is verified", off))
        events.append(self._event(self._desk, EventKind.REMEDIATED, why, {}))
        return tuple(events)

    def refused(self, stack: Stack, way: WayBack, verdict: FixVerdict) -> tuple[Event, ...]:
        """Refused: the early channel goes back; with nothing to go back to, the mitigation
        holds."""
        why = f"{verdict.reason}; {way.reason}"
        kind = EventKind.ROLLED_BACK if way.stack else EventKind.MITIGATED
        back = self._release(way.stack) | {"refused": stack.digest, "certified": way.certified}
        return (
            self._event(channel_subject(EARLY), kind, way.reason, back),
            self._event(self._desk, EventKind.FIX_REFUSED, why, {}),
            self._event(self._work, EventKind.FIX_REFUSED, why, {}),
        )

    @property
    def _work(self) -> str:
        return work_subject(self.item.id)

    @property
    def _desk(self) -> str:
        return ticket_subject(self.item.ticket)

    def _release(self, stack: Stack | None) -> dict[str, Any]:
        digest = stack.digest if stack else ""
        file = stack.to_json() if stack else None
        return {"work_item": self.item.id, "stack": digest, "file": file}

    def _event(self, subject: str, kind: EventKind, why: str, data: Mapping[str, Any]) -> Event:
        return Event(
            subject=subject,
            kind=kind,
            at=self.now,
            actor=LEVEE,
            reason=why,
            key=f"{kind.value}:{self.item.id}:{self.number}",
            data=data,
        )


def way_back(certified: Sequence[Stack], contract: Contract, last_green: Stack | None) -> WayBack:
    return verification.way_back(certified, contract.file.repair.mitigation, last_green)
