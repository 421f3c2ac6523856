"""What becomes of a mail: a ticket, a word on one, or something to be looked at by a person?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from levee.contract.schema import FIELDS, ContractFile, Product
from levee.desk import gaps, loop_guard, stack_lists
from levee.model.address import robot
from levee.model.event import LEVEE, Channel, Consequence, Event, EventKind
from levee.model.letter import Letter
from levee.model.ticket import Ticket, TicketState

DAY = timedelta(days=1)
_SIGN_UPS = ("notification", "verify", "verification", "confirm", "account-security")
_SIGN_UP = re.compile(
    r"\b(?:(?:verify|confirm|activate) your (?:e-?mail|account|address|identity)"
    r"|(?:verification|confirmation|security|one[- ]time) (?:code|password)|reset your password)",
    re.IGNORECASE,
)
_FIELDS = sorted(name for name in FIELDS if "." not in name and name not in ("stack", "impact"))
_NAMED = {name.replace("_", " "): name for name in _FIELDS} | {name: name for name in _FIELDS}
_LINE = re.compile(r"([a-z][a-z_ ]{1,30}):\s(.{1,2000})", re.IGNORECASE)
_CANNOT = re.compile(r"cannot provide ([a-z_. ]{1,40}?),? because (.{1,2000})", re.IGNORECASE)
_FROZEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}==[A-Za-z0-9][^\s=]{0,60}")


@dataclass(frozen=True, slots=True)
class Aside:
    """The mail opens nothing and is answered by nobody; a person may look at it."""

    why: str


def set_aside(letter: Letter, is_own: bool) -> Aside | None:
    """Loops (``loop_guard``) and sign-up mails of other services end here.

    A machine that answers machines never stops, and whoever can read a ticket must not be able
    to have a foreign service's confirmation sent into one.
    """
    if why := loop_guard.automatic(letter, is_own):
        return Aside(why)
    if robot(letter.sender) or letter.sender.lower().startswith(_SIGN_UPS):
        return Aside("comes from an address that no person reads")
    if _SIGN_UP.search(letter.subject):
        return Aside("looks like the confirmation of some other service")
    return None


def fields(letter: Letter, product: Product) -> dict[str, Any]:
    """The ticket file that its text and attachments make: lines such as ``environment: ...``,
    reasons ("cannot provide ..., because ..."), and the first list that can be read."""
    told: dict[str, Any] = {}
    excuses: dict[str, str] = {}
    for line in letter.text.splitlines():
        words = line.strip().lstrip("-*• ")
        if cannot := _CANNOT.match(words):
            name = cannot[1].strip()
            excuses[_NAMED.get(name.lower(), name.lower())] = cannot[2].strip()
        elif (named := _LINE.match(words)) and named[1].strip().lower() in _NAMED:
            _told(told, _NAMED[named[1].strip().lower()], named[2].strip())
    known = {n: w for n, w in excuses.items() if n in (*FIELDS, gaps.UNREADABLE)}
    if known:
        told["cannot_provide"] = known
    if (listed := _list(letter, product)) is not None:
        told["stack"] = {"list": listed}
    return told


def _told(told: dict[str, Any], name: str, value: str) -> None:
    if name == "reproduction_steps":
        told.setdefault(name, []).append(value)
    elif name not in ("partner", "client", "attachments"):
        told[name] = value


def _list(letter: Letter, product: Product) -> str | None:
    """A list is taken for one when more of it can be read than not."""
    for text in (*(one.text for one in letter.enclosed), _listed_in(letter.text)):
        if not text.strip():
            continue
        stack, problems = stack_lists.read(text, product)
        if stack is not None and len(problems) <= len(stack.components):
            return text
    return None


def _listed_in(text: str) -> str:
    """The part of a text that is a list: frozen lines, Site Health or JSON."""
    if "### wp-" in text:
        return text[text.index("### wp-") :]
    frozen = [line.strip() for line in text.splitlines() if _FROZEN.fullmatch(line.strip())]
    if len(frozen) > 1:
        return "\n".join(frozen)
    begins = re.search(r"^[\[{]", text, re.MULTILINE)
    ends = max(text.rfind("]"), text.rfind("}"))
    return text[begins.start() : ends + 1] if begins and ends > begins.start() else ""


def attachments(letter: Letter, sealed: str) -> list[dict[str, str]]:
    """What is enclosed, by name only: the bytes stay sealed and are never served."""
    return [
        {"name": one.name, "text": f"{one.kind}, {one.size:,} bytes, sealed in {sealed}"}
        for one in letter.enclosed
    ]


def reopens_too_often(
    ticket: Ticket, events: Sequence[Event], file: ContractFile, now: datetime
) -> bool:
    """Two machines that open a ticket for each other are stopped after a few times."""
    recent = [e for e in events if e.kind is EventKind.REOPENED and e.at > now - DAY]
    return ticket.state is TicketState.RESOLVED and len(recent) >= file.mail.reopens_per_day


def opens_too_many(sent: Sequence[Event], file: ContractFile, now: datetime) -> bool:
    """``sent``: what is known of this address. Machines that bear no mark are stopped here."""
    recent = [e for e in sent if e.kind is EventKind.MAIL_TAKEN and e.at > now - DAY]
    return len(recent) >= file.mail.tickets_per_day


def says_too_much(events: Sequence[Event], file: ContractFile, now: datetime) -> bool:
    """More words on one ticket than people write: a machine answers, whatever else it says."""
    recent = [e for e in events if e.kind is EventKind.HEARD and e.at > now - DAY]
    return len(recent) >= file.mail.replies_per_day


def taken(ticket: Ticket, digest: str, now: datetime) -> Event:
    """Counts the tickets of an address without saying whose it is."""
    return Event(
        subject=f"address:{digest}",
        kind=EventKind.MAIL_TAKEN,
        at=now,
        actor=LEVEE,
        reason=f"a mail opened {ticket.id}",
        key=f"taken:{ticket.id}",
        data={"ticket": ticket.id},
    )


def may_acknowledge(sent: Sequence[Event], file: ContractFile, now: datetime) -> bool:
    """``sent``: the acknowledgements to this address, whichever ticket they were about."""
    recent = [e for e in sent if e.kind is EventKind.ACKNOWLEDGED and e.at > now - DAY]
    return len(recent) < file.mail.acknowledgements_per_day


def acknowledgement(
    ticket: Ticket, to: str, digest: str, wait: str, now: datetime
) -> tuple[Event, Consequence]:
    """It holds nothing that the sender wrote: nobody can have us send their words to others.

    ``to`` is the id of the sealed address: it is nobody's contact, and known to no one.
    """
    event = Event(
        subject=f"address:{digest}",
        kind=EventKind.ACKNOWLEDGED,
        at=now,
        actor=LEVEE,
        reason=f"{ticket.id} is acknowledged",
        key=ticket.id,
        data={"ticket": ticket.id},
    )
    asked = gaps.asked(ticket.id, ticket.gaps, wait, (to,))
    plain = {
        "to": to,
        "subject": f"[{ticket.id}] we have your report",
        "text": f"We have your report as {ticket.id} and answer it here.\n",
        "ticket": ticket.id,
        "automatic": True,
    }
    payload = asked[0].payload if asked else plain
    key = f"{ticket.id}:acknowledged:{digest}"
    return event, Consequence(channel=Channel.MAIL, key=key, payload=payload)


def kept_aside(sealed: str, title: str, why: str, now: datetime) -> Event:
    """A mail that waits for a person; its original is sealed, and `levee mail unread` lists it.
    ``title`` is its subject, redacted."""
    return Event(
        subject=f"mail:{sealed}",
        kind=EventKind.MAIL_SET_ASIDE,
        at=now,
        actor=LEVEE,
        reason=why,
        key="set aside",
        data={"sealed": sealed, "subject": title},
    )
