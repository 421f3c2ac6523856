"""What did people say of Stacks: reviews, grants and withdrawals?"""

from collections.abc import Callable, Mapping

from levee.model.certificate import Grant, Review, Said, Withdrawal
from levee.model.event import Event, EventKind
from levee.model.moment import parse
from levee.store import ledger


def said() -> tuple[Said, ...]:
    """Every review, every temporary certificate and every withdrawal on record."""
    return tuple(SAID[event.kind](event) for event in ledger.of_kinds(*SAID))


def _review(event: Event) -> Review:
    return Review(
        stack_digest=event.subject.removeprefix("stack:"),
        suite_digest=event.data["suite_digest"],
        reviewer=event.actor,
        role=event.data["role"],
        at=event.at,
        evidence=event.reason,
    )


def _grant(event: Event) -> Grant:
    return Grant(
        stack_digest=event.subject.removeprefix("stack:"),
        suite_digest=event.data["suite_digest"],
        by=event.actor,
        at=event.at,
        until=parse(event.data["until"]),
    )


def _withdrawal(event: Event) -> Withdrawal:
    digest = event.subject.removeprefix("stack:")
    return Withdrawal(stack_digest=digest, by=event.actor, at=event.at, why=event.reason)


SAID: Mapping[EventKind, Callable[[Event], Said]] = {
    EventKind.REVIEWED: _review,
    EventKind.GRANTED: _grant,
    EventKind.CERTIFICATE_WITHDRAWN: _withdrawal,
}
