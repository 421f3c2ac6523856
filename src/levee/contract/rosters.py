"""Whom of the contract's people do a role's feed and zone name?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from levee.contract import feeds
from levee.contract.schema import ContractFile, Person, Role
from levee.model.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """[start, end) in which a feed gives the role to these people; one, if it is right."""

    start: datetime
    end: datetime
    people: tuple[str, ...]


def zone(role: Role, file: ContractFile) -> str:
    """Whose midnights count: the role's own zone, else that of its first person."""
    return role.zone or (file.people[role.people[0]].zone if role.people else "UTC")


def claims(role: Role, file: ContractFile, start: datetime, end: datetime) -> tuple[Claim, ...]:
    """What the role's feed says of [start, end), in order; nothing of a year that cannot be
    written out, which `unfolding` names."""
    if not role.ics:
        return ()
    try:
        found = feeds.turns(file.feeds[role.ics], zone(role, file), start, end)
    except feeds.UnfoldingError:
        return ()
    whose = {(t.mails, t.summary): named(t.mails, t.summary, file) for t in found}
    return tuple(Claim(start=t.start, end=t.end, people=whose[t.mails, t.summary]) for t in found)


def unfolding(role: Role, file: ContractFile, start: datetime, end: datetime) -> str:
    """Why the role's feed cannot be written out for [start, end); empty when it can."""
    try:
        if role.ics:
            feeds.turns(file.feeds[role.ics], zone(role, file), start, end)
    except feeds.UnfoldingError as error:
        return str(error)
    return ""


def members(name: str, file: ContractFile) -> tuple[str, ...]:
    """Everybody who may come to hold the role."""
    standing_in = (o.person for o in file.roles[name].overrides)
    return tuple(dict.fromkeys((*in_turn(name, file), *standing_in)))


def in_turn(name: str, file: ContractFile) -> tuple[str, ...]:
    """Who takes turns in the role, by its list or by its feed: what only its people may do is
    theirs at any time. Who stands in for a while is none of them."""
    role = file.roles[name]
    fed = feeds.labels(file.feeds[role.ics]) if role.ics else ()
    by_feed = (who for _, mails, summary in fed for who in named(mails, summary, file))
    return tuple(dict.fromkeys((*role.people, *by_feed)))


def needs_two_factor(person: str, file: ContractFile) -> bool:
    """Whether a role that this person may come to hold asks for two proofs at signing in."""
    return any(person in members(role, file) for role in file.two_factor)


def named(mails: tuple[str, ...], summary: str, file: ContractFile) -> tuple[str, ...]:
    """The people whose address is invited; else those whose key or name the summary holds."""
    invited = tuple(k for k, p in file.people.items() if p.mail.lower() in mails)
    return invited or tuple(k for k, p in file.people.items() if _stands_in(k, p, summary))


def problems(file: ContractFile) -> Iterator[Problem]:
    for name, role in file.roles.items():
        if role.ics and role.ics not in file.feeds:
            yield Problem(f"roles.{name}.ics", f"there is no feed {role.ics!r}")
        elif role.ics:
            yield from _feed_problems(f"roles.{name}.ics", role.ics, file)
    used = {role.ics for role in file.roles.values()}
    for name in file.feeds.keys() - used:
        yield Problem("feeds", f"no role has the feed {name!r}")


def _feed_problems(where: str, name: str, file: ContractFile) -> Iterator[Problem]:
    text = file.feeds[name]
    faults = feeds.problems(text)
    yield from (Problem(where, f"{name} {fault.where}: {fault.what}") for fault in faults)
    if faults:
        return
    for line, mails, summary in feeds.labels(text):
        if not named(mails, summary, file):
            what = f"{summary or ', '.join(mails)!r} names nobody of the people"
            yield Problem(where, f"{name} line {line}: {what}")


def _stands_in(key: str, person: Person, summary: str) -> bool:
    if summary.casefold() in (key.casefold(), person.mail.casefold()):
        return True
    return bool(re.search(rf"(?<!\w){re.escape(person.name)}(?!\w)", summary, re.IGNORECASE))
