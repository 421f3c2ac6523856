"""Which tickets are sought: which words, stream, state, severity, owner and partner?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from levee.contract.schema import ContractFile
from levee.model.problem import Problem, Rejected
from levee.model.ticket import TicketState
from levee.site import listed
from levee.site.listed import Part
from levee.store.pages import Wish

PAGE = 25
FILTERS = ("stream", "state", "severity", "owner", "partner")
LONGEST = 200  #: characters of one filter


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """``where`` holds only filters that are set; ``after`` the number that a page goes on from."""

    words: str
    where: Mapping[str, Any]
    after: str


def read(given: Mapping[str, str], file: ContractFile) -> Sought:
    """What was asked for; Rejected with everything that no ticket could ever match."""
    told = {name: given.get(name, "").strip() for name in (*FILTERS, "q", "after")}
    faults = tuple(_faults(told, file))
    if faults:
        raise Rejected(faults)
    where: dict[str, Any] = {name: told[name] for name in FILTERS if told[name]}
    if "severity" in where:
        where["severity"] = int(where["severity"])
    return Sought(words=told["q"], where=where, after=told["after"])


def _faults(told: Mapping[str, str], file: ContractFile) -> Iterator[Problem]:
    named = {
        "stream": tuple(file.streams),
        "state": tuple(s.value for s in TicketState),
        "severity": ("1", "2", "3", "4"),
    }
    for name, values in named.items():
        if told[name] and told[name] not in values:
            yield Problem(name, f"is one of {', '.join(values)}")
    for name, text in told.items():
        if len(text) > LONGEST or "\0" in text:
            yield Problem(name, f"is plain text of at most {LONGEST} characters")
    after = told["after"]
    if after and not (after.isascii() and after.isdigit() and len(after) < 13):
        yield Problem("after", "is the number of a ticket")


def found(sought: Sought, most: int = PAGE) -> Part:
    """Newest first; a fixed number of questions to the store, whatever is there."""
    return listed.tickets(
        Wish(where=sought.where, words=sought.words, after=sought.after, most=most)
    )
