"""RELEASE: does the fix hold on the ticket's stack and on the top stacks, and what if not?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from levee.contract.load import Contract
from levee.desk import evidence, quiet, roster
from levee.flow import releasing
from levee.flow.follow import Stop
from levee.flow.hands import Hands
from levee.lab import fleet
from levee.model.delta import Delta, apply
from levee.model.event import Channel, Consequence, Event
from levee.model.run import Asked, Purpose, Run
from levee.model.stack import Stack
from levee.model.suite import Suite
from levee.model.ticket import Ticket
from levee.model.ticket import subject as ticket_subject
from levee.model.work_item import WorkItem, WorkState
from levee.repair import consequences
from levee.repair.consequences import EARLY, Submission
from levee.repair.verification import FixState, FixVerdict, apart, decide, touches, with_fix


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    hands: Hands
    ticket: Ticket
    item: WorkItem
    change: tuple[Delta, ...]
    notes: str
    contract: Contract
    suite: Suite
    now: datetime
    certified: tuple[Stack, ...] = ()
    others: tuple[WorkItem, ...] = ()  #: of the ticket's further Interactions
    fixed: Run | None = None
    top: tuple[tuple[Run, Run], ...] = ()
    verdict: FixVerdict | None = None

    @property
    def number(self) -> int:
        """Which submission this is. One that was cut off while it was verified goes on."""
        goes_on = self.item.state is WorkState.VERIFYING and self.item.fix == self.change
        return self.item.fixes if goes_on else self.item.fixes + 1

    @property
    def stack(self) -> Stack:
        """The ticket's stack with the fix, without what its other work items answer for."""
        return apply(self._before, self.change)

    @property
    def _before(self) -> Stack:
        assert self.ticket.stack is not None  # a work item is opened on an isolated ticket
        return apart(self.ticket.stack, self.item.interaction, self.others)

    @property
    def changes(self) -> bool:
        return self.stack != self._before


def evidence_first(story: Mending) -> Mending | Stop:
    """Nothing is changed before what was seen is sealed."""
    why_not = evidence.refusal(story.ticket)
    return Stop(why_not) if why_not else story


def changes_something(story: Mending) -> Mending | Stop:
    if not story.changes:
        return Stop("the fix changes nothing on the ticket's stack")
    return story


def submit(story: Mending) -> Mending | Stop:
    story.hands.ledger.append(_submission(story).offered(story.stack, story.change, story.notes))
    return story


def _submission(story: Mending) -> Submission:
    return Submission(item=story.item, number=story.number, now=story.now)


def run_fixed(story: Mending) -> Mending | Stop:
    story.hands.voice.step(f"running {story.suite.name} on the ticket's stack with the fix")
    return replace(story, fixed=_run(story, story.stack))


def run_top(story: Mending) -> Mending | Stop:
    """The heaviest stacks that the fix touches, each before and after it."""
    pairs = []
    for stack in _top_stacks(story):
        story.hands.voice.step(f"running it on top stack {stack.short} before and with the fix")
        pairs.append((_run(story, stack), _run(story, with_fix(stack, story.change))))
    return replace(story, top=tuple(pairs))


def _top_stacks(story: Mending) -> Sequence[Stack]:
    lab = story.contract.file.lab
    active = fleet.active(story.hands.lab.fleet(), story.now, lab.active_days)
    heaviest = (w.stack for w in fleet.weigh(active))
    touched = [s for s in heaviest if s != story.ticket.stack and touches(s, story.change)]
    return touched[: lab.verify_top]


def judge(story: Mending) -> Mending | Stop:
    assert story.fixed is not None
    return replace(story, verdict=decide(story.fixed, story.top))


def record(story: Mending) -> Mending | Stop:
    """Held: the label goes. Failed: roll back or mitigate, and tell the duty-holder."""
    assert story.verdict is not None
    ledger, verdict = story.hands.ledger, story.verdict
    match verdict.state:
        case FixState.HELD:
            submission, others = _submission(story), story.others
            ledger.append(submission.held(story.ticket, story.contract, verdict, others))
            return story
        case FixState.FAILED:
            known = releasing.last_first(story.hands, EARLY, story.certified)
            way = consequences.way_back(known, story.contract, story.ticket.baseline)
            events = _submission(story).refused(story.stack, way, verdict)
            ledger.append(events, [_told(story, events[-1])])
            return Stop(f"the fix does not hold: {verdict.reason}; {way.reason}")
        case FixState.UNDECIDED:
            return Stop(f"the lab could not tell: {verdict.reason}; submit the fix again")


def _told(story: Mending, event: Event) -> Consequence:
    file = story.contract.file
    role = file.escalation.matrix[story.ticket.severity]["approve_rollback"].role
    person = roster.on_duty(role, file, story.now)
    payload = {
        "to": file.people[person].mail,
        "subject": f"[{story.ticket.id}] {story.item.id}: the fix was refused",
        "text": event.reason,
    }
    key = f"{story.item.id}:{event.key}"
    mail = Consequence(channel=Channel.MAIL, key=key, payload=payload)
    return quiet.hushed(mail, person, story.ticket.severity, story.contract, story.now)


def _run(story: Mending, stack: Stack) -> Run:
    key = f"{story.item.id}:verify:{story.number}:{story.suite.digest}:{stack.digest}"
    subject = ticket_subject(story.ticket.id)
    return story.hands.lab.run(Asked(stack=stack, purpose=Purpose.VERIFY, key=key, subject=subject))


RELEASE = (evidence_first, changes_something, submit, run_fixed, run_top, judge, record)
