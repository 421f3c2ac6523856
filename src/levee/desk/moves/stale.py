"""Did somebody write to the ticket since the version that a person saw, and what?"""

from collections.abc import Sequence

from levee.model.event import LEVEE, Event, EventKind
from levee.model.problem import Problem, Rejected

_SHOWN = 200  #: characters of each text that the second writer is shown


def since(events: Sequence[Event], version: int) -> tuple[Event, ...]:
    """What people wrote after ``version``. What Levee does by itself (a rung, a question of an
    isolation) is no other person's answer."""
    if not 1 <= version <= len(events):
        what = f"there is no version {version}; the ticket is at {len(events)}"
        raise Rejected((Problem("version", what),))
    later = events[version:]
    return tuple(e for e in later if e.actor != LEVEE and e.kind is not EventKind.DRAFTED)


def said(event: Event) -> str:
    """An Event in a line, as the second writer is told of it."""
    text = event.data.get("text") or event.data.get("note") or event.reason
    line = " ".join(str(text).split())
    shown = f"{line[:_SHOWN]}..." if len(line) > _SHOWN else line
    return f"{event.actor} {event.kind.value.replace('_', ' ')}: {shown}"
