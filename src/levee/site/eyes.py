"""What may these eyes see? A partner sees its own, and never that anybody else is there.

What is not for a partner is answered as if it did not exist. An Event's kind that is not named
here is not shown: a new kind is hidden until somebody decides that it is for partners.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from levee.model.event import LEVEE, EventKind
from levee.model.problem import Unknown
from levee.model.stack import Component, Role, Stack
from levee.model.ticket import Ticket
from levee.model.work_item import WorkItem
from levee.site.hands import LeveeHands
from levee.store import pages

SHOWN = frozenset(
    (
        EventKind.OPENED,
        EventKind.PENDED,
        EventKind.FILLED,
        EventKind.RESUMED,
        EventKind.JUDGED,
        EventKind.ASSIGNED,
        EventKind.REPRODUCED,
        EventKind.NOT_REPRODUCED,
        EventKind.ISOLATED,
        EventKind.CLASSIFIED,
        EventKind.WORK_OPENED,
        EventKind.KNOWLEDGE_OPENED,
        EventKind.REMEDIATED,
        EventKind.RESOLVED,
        EventKind.REOPENED,
    )
)


#: What of a ticket is for its partner; drafts, notes and links to other tickets are not.
TOLD = (
    "id", "stream", "partner", "client", "title", "state", "stage", "severity", "priority",
    "severity_why", "unclear", "level", "owner", "owner_role", "labels", "gaps", "contract",
    "opened_at", "version", "stack", "submission", "clocks", "run", "interaction", "finding",
    "work_item", "again", "problems",
)  # fmt: skip


def ticket(hands: LeveeHands, ticket_id: str, partner: str) -> Ticket:
    found = hands.desk.ticket(ticket_id)
    if partner and found.text("partner") != partner:
        raise Unknown(f"there is no ticket {ticket_id}")
    return found


def work_item(hands: LeveeHands, work_id: str, partner: str) -> WorkItem:
    found = hands.desk.work_item(work_id)
    if partner and hands.desk.ticket(found.ticket).text("partner") != partner:
        raise Unknown(f"there is no work item {work_id}")
    return found


def stack(hands: LeveeHands, digest: str, partner: str) -> Stack:
    """By its whole digest for a partner: how a digest begins would tell of other stacks."""
    unknown = Unknown(f"no stack begins with {digest!r}")
    if partner and not pages.sees_stack(partner, digest):
        raise unknown
    return hands.lab.stack(digest)


def offered(certified: Iterable[Stack], asked: Stack, partner: str) -> tuple[Stack, ...]:
    """Which certified Stacks may stand beside the one that was asked for. To a partner only those
    that hold no host and no plugin that it does not name itself: another one may be another's."""
    if not partner:
        return tuple(certified)
    named = {component.package for component in asked.components}
    return tuple(c for c in certified if named.issuperset(p.package for p in _chosen(c)))


def _chosen(stack: Stack) -> tuple[Component, ...]:
    return (*stack.with_role(Role.HOST), *stack.with_role(Role.PLUGIN))


def told(body: Mapping[str, Any], partner: str) -> dict[str, Any]:
    """A ticket as a partner may read it: without what its Events hold for the vendor."""
    if not partner:
        return dict(body)
    shown = [event(e) for e in body["timeline"] if e["kind"] in SHOWN]
    return {name: body[name] for name in TOLD if name in body} | {"timeline": shown}


def event(body: Mapping[str, Any]) -> dict[str, Any]:
    """An Event without its data, which may name other clients and their stacks, and without who of
    ours did it and what they typed for each other."""
    typed = body["actor"] != LEVEE and body["kind"] not in _THEIRS
    return {**body, "data": {}} | ({"actor": "", "reason": ""} if typed else {})


#: Written by the reporter, or for them.
_THEIRS = frozenset((EventKind.OPENED, EventKind.FILLED))


def updates(body: Mapping[str, Any], partner: str) -> dict[str, Any]:
    """What the customer was told; not who wrote it, what is drafted, or who else may be told."""
    if not partner:
        return dict(body)
    sent = [
        {n: u[n] for n in ("number", "sent_at", "text")} for u in body["updates"] if u["sent_at"]
    ]
    return {"ticket": body["ticket"], "updates": sent}


def sessions(body: Mapping[str, Any], partner: str) -> dict[str, Any]:
    """When and where; who of ours comes is in the invitation."""
    if not partner:
        return dict(body)
    names = ("number", "state", "start", "end", "link")
    told = [{name: one[name] for name in names} for one in body["sessions"]]
    return {"ticket": body["ticket"], "sessions": told}


def work(body: Mapping[str, Any], partner: str) -> dict[str, Any]:
    """How many others are hit is not for a partner."""
    return {**body, "clients": None, "traffic": None} if partner else dict(body)
