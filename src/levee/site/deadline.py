"""When is something due by a calendar, and how does that come about?"""

from collections.abc import Mapping

from levee.contract import targets
from levee.desk.derivation import Step, derivation
from levee.desk.due import instant, local, plain
from levee.desk.targets import asked
from levee.model.calendar import Calendar
from levee.model.clock import Pause, Target
from levee.model.problem import Problem


def explained(
    known: Mapping[str, Calendar], name: str, start: str, target: str, pauses: list[str]
) -> dict[str, object] | tuple[Problem, ...]:
    """`{"due", "steps": [{"from", "to", "counted_s", "why"}]}` in the calendar's zone, or every
    problem with the options."""
    calendar = known.get(name) or Problem("--calendar", f"{name!r} is not one of {sorted(known)}")
    read = (calendar, instant(start, "--start"), targets.parse(target, "--target"))
    held = [_pause(text) for text in pauses]
    problems = tuple(part for part in (*read, *held) if isinstance(part, Problem))
    calendar, begun, wanted = read
    if problems or not isinstance(calendar, Calendar) or not isinstance(wanted, Target):
        return problems
    if isinstance(begun, Problem):
        return (begun,)
    try:
        seconds = asked(calendar, begun, wanted).total_seconds()
        whole = [pause for pause in held if isinstance(pause, Pause)]
        return _told(calendar, derivation(calendar, begun, seconds, whole), local(calendar, begun))
    except (ValueError, OverflowError) as error:
        return (Problem("--target", str(error)),)


def _pause(text: str) -> Pause | Problem:
    begin, slash, finish = text.partition("/")
    start = instant(begin, "--pause")
    end = instant(finish, "--pause") if finish.strip(".") else None
    if not slash:
        return Problem("--pause", f"{text!r} is not like START/END")
    if isinstance(start, Problem):
        return start
    if isinstance(end, Problem):
        return end
    if end is not None and end < start:
        return Problem("--pause", f"{text!r} ends before it starts")
    return Pause(start=start, end=end)


def _told(calendar: Calendar, steps: tuple[Step, ...], start: str | None) -> dict[str, object]:
    rows = [
        {
            "from": local(calendar, step.start),
            "to": local(calendar, step.end),
            "counted_s": plain(step.counted_s),
            "why": step.why,
        }
        for step in steps
    ]
    return {"due": rows[-1]["to"] if rows else start, "steps": rows}
