"""What does this clock promise, in which hours, and who hears of it when?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from levee.contract.load import Contract
from levee.contract.schema import ClockSpec, ContractFile
from levee.desk import roster
from levee.desk.explain.explained import Explained

_REOPEN = {
    "resume": "a reopening goes on with the time already used",
    "restart": "a reopening begins it anew",
    "keep": "after a reopening what was kept stays kept, and what was only stopped goes on",
    "new": "a reopening starts a second one, and the first keeps its result",
}


def clock(name: str, contract: Contract, now: datetime) -> Explained:
    file, spec = contract.file, contract.file.clocks[name]
    streams = [key for key, stream in file.streams.items() if name in stream.clocks]
    rungs = [_rung(i, spec, file, now) for i in range(len(spec.rungs))]
    facts = {"clock": name, **spec.model_dump(mode="json"), "streams": streams, "rungs": rungs}
    zone = contract.calendars[spec.calendar].zone
    words = [
        f"{name}: {spec.title}",
        f"{spec.target} on calendar {spec.calendar} ({zone}), in {_any(streams, 'no stream')}",
        f"starts at {_any(spec.starts)}, kept by {_any(spec.stops)}"
        + (f", held up while {_any(spec.pauses)}" if spec.pauses else ", nothing holds it up"),
        f"for severity {_any([str(s) for s in spec.severities])}; {_REOPEN[spec.reopen]}"
        + (f": {spec.reopen_why}" if spec.reopen_why else ""),
        *(f"at {r['at']}: {r['name']} ({r['tell']}) is told by {r['by']}" for r in rungs),
    ]
    return Explained(facts=facts, words=tuple(words))


def _rung(i: int, spec: ClockSpec, file: ContractFile, now: datetime) -> dict[str, Any]:
    rung = spec.rungs[i]
    who = roster.on_duty(rung.tell, file, now)
    return {**rung.model_dump(mode="json"), "person": who, "name": file.people[who].name}


def _any(words: Sequence[str], none: str = "") -> str:
    return " or ".join(words) or none
