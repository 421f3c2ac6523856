"""What does the contract read like to people: tiers, paths, checklists, and a runbook?

All of it is contract data. Text of the contract stands as text, whatever it holds.
"""

import re
from collections.abc import Iterable, Iterator

from levee.contract.durations import CADENCE
from levee.contract.load import Contract
from levee.contract.schema import ContractFile, Stream
from levee.desk.letters import name as title

_MARKUP = re.compile(r"([\\`*_\[\]<>|#~!&])")


def playbook(contract: Contract) -> str:
    """Markdown, the same for the same contract."""
    file = contract.file
    parts = [
        f"# Playbook of {_text(file.company)}",
        f"From contract {contract.version}. Whatever nothing here names goes to "
        f"{_role(file.support_lead, file)}.",
        *_section("Who is who", _people(file)),
        *_section("Tiers", [f"- **{_text(n)}**: {_text(t)}" for n, t in file.tiers.items()]),
        *_section("How severe is it", _severities(file)),
        *(part for name in file.streams for part in _stream(name, file)),
        *_section("Levels", _levels(file)),
        *_section("Who decides", _duties(file)),
        *_section("Where evidence leads", _routes(file)),
        *_section("Updates to the customer", _updates(file)),
        *_incident(file),
        *_runbook(file),
    ]
    return "\n\n".join(parts) + "\n"


def _section(heading: str, lines: Iterable[str]) -> list[str]:
    found = "\n".join(lines)
    return [f"## {heading}", found] if found else []


def _people(file: ContractFile) -> Iterator[str]:
    yield "| role | people | turns |"
    yield "| --- | --- | --- |"
    for name, role in file.roles.items():
        people = ", ".join(_text(file.people[p].name) for p in role.people)
        turns = "by the week" if role.rotation == "weekly" else "no turns"
        yield f"| {_role(name, file)} | {people} | {turns} |"


def _severities(file: ContractFile) -> Iterator[str]:
    """In the order in which they are tried: the first one that matches decides."""
    yield "The first line that fits decides. What is unclear goes to "
    yield f"{_role(file.severity.unclear_to, file)}.\n"
    for i, rule in enumerate(file.severity.rules, start=1):
        when = "; ".join(
            f"{_words(d)} is {_text(' or '.join(values))}" for d, values in rule.when.items()
        )
        priority = file.severity.priority[rule.severity]
        fits = f" ({when})" if when else ""
        yield f"{i}. **Severity {rule.severity} = {priority}**: {_text(rule.why)}{fits}"


def _stream(name: str, file: ContractFile) -> list[str]:
    stream = file.streams[name]
    lines = [
        f"Opens at {stream.opening_level}, owned by {_role(stream.owner, file)}. A ticket that "
        f"lacks something waits {stream.pend.wait} with {_role(stream.pend.role, file)}.",
        "",
        "Required:",
        "",
        *(f"- [ ] {_text(field)}" for field in stream.required),
        "",
        *_promises(stream, file),
    ]
    return _section(f"Path: {_text(stream.title)}", lines)


def _promises(stream: Stream, file: ContractFile) -> Iterator[str]:
    yield "| promise | target | calendar | severities | who is told |"
    yield "| --- | --- | --- | --- | --- |"
    for name in stream.clocks:
        clock = file.clocks[name]
        told = ", ".join(f"{r.at}: {_role(r.tell, file)}" for r in clock.rungs) or "nobody"
        severities = ", ".join(str(s) for s in clock.severities)
        target = _text(clock.target)
        yield f"| {_text(clock.title)} | {target} | {clock.calendar} | {severities} | {told} |"


def _levels(file: ContractFile) -> Iterator[str]:
    for name, level in file.levels.items():
        yield f"### {name}: {_text(level.title)} ({_role(level.role, file)})\n"
        yield from (f"- resolves: {_text(what)}" for what in level.resolves)
        yield from (f"- goes on when {_text(what)}" for what in level.escalates_when)
        yield ""


def _duties(file: ContractFile) -> Iterator[str]:
    """Severities with the same holders share a line."""
    yield "| duty | severity | holder | deputy |"
    yield "| --- | --- | --- | --- |"
    for duty in file.escalation.duties:
        held: dict[str, list[str]] = {}
        for severity, duties in sorted(file.escalation.matrix.items()):
            holder = duties[duty]
            pair = f"{_role(holder.role, file)} | {_role(holder.deputy, file)}"
            held.setdefault(pair, []).append(str(severity))
        for pair, severities in held.items():
            yield f"| {_words(duty)} | {', '.join(severities)} | {pair} |"


def _routes(file: ContractFile) -> Iterator[str]:
    for route in file.routing:
        when = "; ".join(f"{_words(k)} is {_text(' or '.join(v))}" for k, v in route.when.items())
        send = ", ".join(_text(s) for s in route.send)
        yield f"- {when}: **{_words(route.route)}** ({_words(route.duty)}); send {send}"


def _updates(file: ContractFile) -> Iterator[str]:
    for severity, cadence in sorted(file.updates.items()):
        second = ", read by a second person first" if cadence.second_person else ""
        yield f"- Severity {severity}: every {cadence.every}{second}"
    yield "\nEach update has:\n"
    for part in ("impact", 'workaround, or "none yet"', "owner", "time of the next update",
                 "evidence that passed redaction"):  # fmt: skip
        yield f"- [ ] {part}"
    following = [_text(c.title) for c in file.clocks.values() if c.target == CADENCE]
    if following:
        yield f"\nWatched by: {', '.join(following)}."


def _incident(file: ContractFile) -> list[str]:
    if file.incident is None:
        return []
    rules = file.incident
    lines = [
        f"Severity {', '.join(str(s) for s in rules.severities)} opens one at once.",
        "",
        *(f"- {_words(name)}: {_role(role, file)}" for name, role in rules.roles.items()),
        f"- automation is paused by whoever holds the duty to {_words(rules.pause_duty)}",
        "",
        f"Automation runs again when {_role(rules.reviews.role, file)} has signed:",
        "",
        *(f"- [ ] {_words(kind)} review" for kind in rules.reviews.always),
        *(f"- [ ] after an update: {_words(kind)} review" for kind in rules.reviews.after_update),
    ]
    return _section("Incident", lines)


def _runbook(file: ContractFile) -> list[str]:
    found = file.playbook
    moments = {
        "When an issue is reported": found.when_reported,
        "Before outside support is contacted": found.before_outside_support,
        "After recovery": found.after_recovery,
    }
    lines = []
    for moment, steps in moments.items():
        if steps:
            lines += [f"### {moment}\n", *(f"- [ ] {_text(step)}" for step in steps), ""]
    return _section("Runbook", lines)


def _role(role: str, file: ContractFile) -> str:
    return _text(title(role, file))


def _words(name: str) -> str:
    return _text(name.replace("_", " "))


def _text(text: str) -> str:
    """One line of markdown that reads as it was written and does nothing else."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
