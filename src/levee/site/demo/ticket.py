"""Does the ticket go from intake to a fix that holds?"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from levee.desk.stack_lists import read
from levee.flow import INTAKE, Stop, follow
from levee.flow.taking import Taking
from levee.flow.ticking import wake_one
from levee.lab import fleet
from levee.model.delta import contains
from levee.model.run import Purpose
from levee.model.stack import Stack
from levee.model.ticket import subject
from levee.model.work_item import WorkState
from levee.site import answers, bench, demo_vendor, numbers, stories, vendor_keys
from levee.site.demo.contract import put_in_force
from levee.site.demo.told import Demo
from levee.site.hands import redacted
from levee.site.vendor_keys import Keeping
from levee.store import runs, stacks

HISTORY = 6  #: clients on the ticket's stack before its update, and as many on the one after


def set_up(demo: Demo) -> Demo | Stop:
    """Contract and suite are there; the fleet is drawn once."""
    bench.remember_suite(demo.data, demo.files.suite)
    repeats = put_in_force(demo)
    days = demo.hands.desk.contract().file.certification.key_days
    vendor_keys.current(Keeping(data=demo.data, days=days, now=demo.began))
    suite = demo.hands.lab.suite()
    clients = demo.hands.lab.fleet() or _draw(demo)
    distinct = len({i.stack.digest for i in clients})
    plugins = {p.package for i in clients for p in i.stack.with_role(*answers.PLUGIN)}
    words = (
        f"{len(clients)} clients in {distinct} distinct stacks, {len(plugins)} plugins; "
        f"suite {suite.name} {suite.digest[:12]}; {repeats} run(s) of each stack a night, where "
        "the default contract asks for more"
    )
    return demo.tell("set up", words, clients=len(clients), stacks=distinct, plugins=len(plugins))


def _draw(demo: Demo) -> Any:
    drawn = demo_vendor.fleet(demo_vendor.read(demo.files.vendor), demo.began)
    body = json.loads(demo.files.ticket.read_text(encoding="utf-8"))
    before, after = _stack(demo, demo.files.before), _ticket_stack(demo)
    own = demo_vendor.client(body["client"], body["partner"], before, demo.began)
    whole = (*demo_vendor.with_history(drawn, before, after, HISTORY), own)
    stacks.report(whole)
    return whole


def _stack(demo: Demo, file: Path) -> Stack:
    return _read(demo, json.loads(file.read_text(encoding="utf-8")), str(file))


def _ticket_stack(demo: Demo) -> Stack:
    body = json.loads(demo.files.ticket.read_text(encoding="utf-8"))
    return _read(demo, body["stack"], str(demo.files.ticket))


def _read(demo: Demo, value: Any, place: str) -> Stack:
    stack, problems = read(value, demo.hands.desk.contract().file.product, place)
    if stack is None or problems:
        raise ValueError("; ".join(str(p) for p in problems))
    return stack


def take_in(demo: Demo) -> Demo | Stop:
    story = Taking(
        hands=demo.hands,
        contract=demo.hands.desk.contract(),
        now=demo.clock(),
        body=demo.files.ticket.read_bytes(),
        redact=redacted,
    )
    told = follow(INTAKE, story)
    if told.stop is not None or told.story.ticket is None:
        return told.stop or Stop("the ticket was not taken in")
    found = told.story.ticket
    if found.gaps or told.story.problems:
        return Stop(f"{found.id} is incomplete: {', '.join(found.gaps)}")
    wake_one(demo.hands, found.id, demo.clock())
    body = answers.ticket(demo.hands, demo.hands.desk.ticket(found.id), demo.clock())
    words = (
        f"{found.id} severity {body['severity']} = {body['priority']}, "
        f"because {body['severity_why']}; next response: {body['owner']} ({body['owner_role']})"
    )
    return replace(demo, ticket=found.id).tell(
        "intake", words, ticket=found.id, clocks=body["clocks"]
    )


def reproduce(demo: Demo) -> Demo | Stop:
    told = stories.reproduce(demo.hands, demo.ticket, demo.clock())
    story = told.story
    if told.stop is not None or story.verdict is None or not story.run or not story.baseline:
        return told.stop or Stop("not reproduced")
    if not story.verdict.matches_report:
        return Stop(f"it fails, but not as reported: {story.verdict.words}")
    return demo.tell("reproduce", story.verdict.words, run=story.run.id, baseline=story.baseline.id)


def isolate(demo: Demo) -> Demo | Stop:
    """Isolated once; a demo that goes on shows what is on record."""
    found = demo.hands.desk.ticket(demo.ticket)
    if not found.interaction:
        told = stories.isolate(demo.hands, demo.ticket, demo.clock(), 0, demo.reporter)
        if told.stop is not None:
            return told.stop
        found = demo.hands.desk.ticket(demo.ticket)
    words = " with ".join(str(d) for d in found.interaction)
    said = found.isolation
    return replace(demo, work=found.work_item).tell(
        "isolate",
        f"{words}; {said['runs']} runs; {found.finding.replace('_', ' ')}",
        interaction=answers.deltas(found.interaction),
        questions=said["runs"],
        runs=_runs(demo, Purpose.ISOLATE),
    )


def _runs(demo: Demo, purpose: Purpose) -> list[str]:
    """The Runs of the ticket that had this purpose, so that each can be repeated."""
    return [r.id for r in runs.of_subject(subject(demo.ticket)) if r.purpose is purpose]


def open_work(demo: Demo) -> Demo | Stop:
    """The board has it, with an owner and a date, and says who is about to be hit."""
    item = demo.hands.desk.work_item(demo.work)
    days = demo.hands.desk.contract().file.lab.active_days
    active = fleet.active(demo.hands.lab.fleet(), demo.clock(), days)
    hit = [i.client for i in active if contains(i.stack, item.interaction)]
    first = numbers.numbers(demo.hands, demo.clock())
    words = (
        f"{item.id} {item.kind}, {item.owner}, until {item.target:%Y-%m-%d %H:%M} UTC; "
        f"{item.clients} clients have the interaction"
    )
    return replace(demo, first_numbers=first).tell(
        "board", words, work_item=item.id, acceptance=list(item.acceptance), exposed=hit
    )


def refuse_bad_fix(demo: Demo) -> Demo | Stop:
    item = demo.hands.desk.work_item(demo.work)
    change, notes = _fix(demo.files.bad_fix)
    is_cut_off = item.state is WorkState.VERIFYING and item.fix == change
    if item.fixes and not is_cut_off:
        return demo.tell("bad fix", "was refused before", work_item=item.id)
    told = stories.mend(demo.hands, demo.work, change, notes, demo.clock())
    if told.stop is None:
        return Stop("the bad fix was taken for good")
    if demo.hands.desk.work_item(demo.work).state is not WorkState.ROLLED_BACK:
        return told.stop
    run = told.story.fixed
    return demo.tell("bad fix", told.stop.reason, work_item=item.id, run=run.id if run else "")


def take_good_fix(demo: Demo) -> Demo | Stop:
    """The label goes and the ticket is remediated."""
    if demo.hands.desk.work_item(demo.work).state is not WorkState.VERIFIED:
        change, notes = _fix(demo.files.good_fix)
        told = stories.mend(demo.hands, demo.work, change, notes, demo.clock())
        if told.stop is not None:
            return told.stop
    item, found = demo.hands.desk.work_item(demo.work), demo.hands.desk.ticket(demo.ticket)
    label = demo.hands.desk.contract(found.contract).file.repair.label
    if label in found.labels:
        return Stop(f"the fix holds, but the label {label!r} is still on {found.id}")
    return demo.tell(
        "good fix",
        f"{item.why}; the label {label!r} is off",
        work_item=item.id,
        runs=_runs(demo, Purpose.VERIFY),
    )


def _fix(file: Path) -> Any:
    return stories.read_fix(json.loads(file.read_text(encoding="utf-8")))
