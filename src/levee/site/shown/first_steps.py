"""What do the first steps say of themselves, and what can be typed or pressed for each?"""

import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from levee.learn import first_steps as rule
from levee.learn.first_steps import Facts, Step
from levee.model.reader import Reader
from levee.site import first_steps
from levee.site.first_steps import Seen
from levee.site.hands import LeveeHands
from levee.site.shown import names

NAMED = 3  #: people whose names are told


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What the words rest on, and what commands of this installation begin and end with."""

    seen: Seen
    levee: str
    data: str
    who: Reader | None

    @property
    def facts(self) -> Facts:
        return self.seen.facts

    def command(self, *words: str) -> str:
        return " ".join((self.levee, *words, "--data", self.data))


def steps(
    hands: LeveeHands, data: Path, now: datetime, who: Reader | None = None
) -> dict[str, Any]:
    """Each step with its state, what is so, and the commands that do it as they have to be typed
    on this machine. ``who`` asks, where somebody is signed in."""
    seen = first_steps.look(hands, now)
    told = _Told(seen=seen, levee=program(), data=shlex.quote(str(data)), who=who)
    found = rule.walk(seen.facts)
    return {
        "set_up": rule.is_set_up(found),
        "done": sum(one.state is rule.State.DONE for one in found),
        "steps": [
            {"step": one.step.value, "state": one.state.value, **_WORDS[one.step](told)}
            for one in found
        ],
    }


def program() -> str:
    """How Levee is called on this machine by somebody who pastes a command there."""
    beside = Path(sys.executable).with_name("levee")
    if shutil.which("levee"):
        return "levee"
    if beside.is_file():
        return shlex.quote(str(beside))
    return f"{shlex.quote(sys.executable)} -m levee.cli"


def _step(title: str, said: str, why: str, commands: Sequence[tuple[str, str]]) -> dict[str, Any]:
    listed = [{"what": what, "text": text} for what, text in commands]
    return {"title": title, "said": said, "why": why, "commands": listed}


def _contract(told: _Told) -> dict[str, Any]:
    facts, contract = told.facts, told.seen.contract
    named = {"company": contract.file.company, "version": contract.version}
    if facts.contract_is_shipped:
        said = _("In force is the contract that Levee is shipped with, of %(company)s.") % named
    elif facts.holes:
        said = _("It has holes: %(n)s were found by its proof.") % {"n": facts.holes}
    else:
        said = _("Contract %(version)s of %(company)s is in force, without holes.") % named
    lint, adopt = "contract lint contract.yaml", ("contract", "adopt", "contract.yaml")
    commands = (
        (_("Write the commented contract into a file"),
         f"{told.levee} contract init contract.yaml"),
        (_("Change it in your editor: company, product, people and roles. Then prove it, and put "
           "it in force"),
         f"{told.levee} {lint} &&\n{told.command(*adopt)}"),
    )  # fmt: skip
    why = _("Every number and every owner that Levee keeps stands in this one file.")
    return _step(_("A contract of your own"), said, why, commands)


def _people(told: _Told) -> dict[str, Any]:
    facts, people = told.facts, told.seen.contract.file.people
    if facts.people_are_shipped:
        some = ", ".join(one.name for one in list(people.values())[:NAMED])
        said = _("The people are still those of the shipped contract: %(some)s …") % {"some": some}
    elif not facts.signing_in:
        said = _("Nobody who signs in is one of the contract's people: nobody could answer, sign "
                 "or move anything.")  # fmt: skip
    else:
        said = _("%(n)s of %(of)s people of the contract can sign in.")
        said %= {"n": facts.signing_in, "of": len(people)}
    why = _("Duties belong to people of the contract. An account says which of them somebody is.")
    return _step(_("People who sign in"), said, why, tuple(_letting_in(told)))


def _letting_in(told: _Told) -> list[tuple[str, str]]:
    """Whoever asks is somebody first; then somebody else is invited."""
    people = told.seen.contract.file.people
    left = [key for key in people if key not in told.seen.signing_in]
    found = []
    if told.who is not None and told.who.person not in people and left:
        words = ("account", "person", shlex.quote(told.who.mail), shlex.quote(left.pop(0)))
        found.append((_("Say who you are in the contract"), told.command(*words)))
    if left:
        one = people[left[0]]
        named = ("--name", shlex.quote(one.name), "--person", shlex.quote(left[0]))
        invite = ("account", "invite", shlex.quote(one.mail), *named, "--url", settings.URL)
        found.append((_("Invite the next one by mail"), told.command(*invite)))
    return found


def _fleet(told: _Told) -> dict[str, Any]:
    clients = told.facts.clients
    said = _("No client has said yet what it runs.")
    if clients:
        said = _("Clients known: %(n)s. Distinct stacks among them: %(stacks)s.")
        said %= {"n": clients, "stacks": told.facts.stacks}
    commands = (
        (_("Write a fleet of three clients into a file, to see its form"),
         f"{told.levee} fleet init fleet.jsonl"),
        (_("Put your own clients in; then take them in"), told.command("fleet import fleet.jsonl")),
    )  # fmt: skip
    why = _("The lab runs what most of your clients run. A CSV with the columns client, partner, "
            "traffic and stack does as well.")  # fmt: skip
    return _step(_("What your clients run"), said, why, commands)


def _suite(told: _Told) -> dict[str, Any]:
    facts = told.facts
    if facts.lacks_suite:
        said = facts.lacks_suite[:1].upper() + facts.lacks_suite[1:] + "."
    else:
        said = _("The suite is called %(name)s. Checks in it: %(n)s.")
        said %= {"name": facts.suite, "n": facts.checks}
    commands = (
        (_("Write a commented suite into a folder"), f"{told.levee} suite init suite"),
        (_("Put your own checks in; then name the folder. The server goes on running"),
         told.command("up --no-serve --suite suite")),
    )  # fmt: skip
    why = _("A suite is what every stack must do: a folder of checks. It is code that runs on this "
            "machine, so naming it takes somebody at its terminal.")  # fmt: skip
    return _step(_("A suite to run"), said, why, commands)


def _night(told: _Told) -> dict[str, Any]:
    facts, running = told.facts, told.seen.running
    if facts.nights > facts.void_nights:
        counted = facts.nights - facts.void_nights
        said = _("Nights that ended and count: %(n)s.") % {"n": counted}
    elif running:
        said = _("The night of %(day)s was begun and has not ended.")
        said %= {"day": running[-1].split(":")[1]}
    elif facts.nights:
        said = _("The night that ended is void: its canary, which has to fail, did not.")
    else:
        said = _("No night has run yet.")
    commands = ((_("Run one now; one that was cut off goes on"), told.command("lab night")),)
    why = _("Each night runs the heaviest stacks, and one that must fail. Later ones begin by "
            "themselves while the server runs.")  # fmt: skip
    return _step(_("The first night"), said, why, commands)


def _ticket(told: _Told) -> dict[str, Any]:
    said = _("Somebody has written.") if told.facts.tickets else _("Nobody has written yet.")
    why = _("A report comes in by the form, by mail, by the API, or from a file.")
    return _step(_("Then: the first ticket"), said, why, ())


def _certificate(told: _Told) -> dict[str, Any]:
    rules, given = told.seen.contract.file.certification, told.facts.certified
    said = _("No stack is certified yet.")
    if given:
        said = _("Certificates given: %(n)s.") % {"n": given}
    role = names.role(told.seen.contract.file, rules.reviewer).lower()
    why = _("A stack that passed %(n)s nights in a row waits for a review by a %(role)s.")
    return _step(
        _("Then: the first certificate"), said, why % {"n": rules.nights, "role": role}, ()
    )


_WORDS: dict[Step, Callable[[_Told], dict[str, Any]]] = {
    Step.CONTRACT: _contract,
    Step.PEOPLE: _people,
    Step.FLEET: _fleet,
    Step.SUITE: _suite,
    Step.NIGHT: _night,
    Step.TICKET: _ticket,
    Step.CERTIFICATE: _certificate,
}
