"""Whose mail is this, as far as anybody can tell? From is only a claim."""

from collections.abc import Iterator
from dataclasses import dataclass

from levee.model.letter import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The partner that a mail is from; empty where nobody can tell, and ``why`` says so.

    ``why`` names no partner unless it is the mail's own: that partner reads it. ``claims`` is
    whose contact the sender says to be, for our own people.
    """

    partner: str
    why: str
    claims: tuple[str, ...] = ()


def sender(letter: Letter, server: str, claims: tuple[str, ...]) -> Sender:
    """``server``: the name under which our own mail server writes Authentication-Results.
    ``claims``: the partners whose verified contact the address in From is."""
    unset = "came by mail; no partner is set: "
    if not claims:
        return Sender(partner="", why=f"{unset}its sender is no partner's contact")
    if why_not := doubt(letter, server):
        return Sender(partner="", why=f"{unset}{why_not}", claims=claims)
    if len(claims) > 1:
        why = f"{unset}its sender is a contact of more than one partner"
        return Sender(partner="", why=why, claims=claims)
    why = f"came by mail; {claims[0]} is its partner: {server} vouches for its sender, a contact"
    return Sender(partner=claims[0], why=why, claims=claims)


def doubt(letter: Letter, server: str) -> str:
    """Why nobody vouches for the sender's domain (RFC 8601); empty when our server does.

    Only the topmost result counts, under the server's own name: whatever stands below it, or
    under another name, may have been written by the sender. DMARC has to have passed for the
    very domain of the only address in From.
    """
    if not server:
        return "this installation names no mail server that checks senders"
    if letter.authors != 1:
        return "it names more than one sender"
    name, *results = _clauses(letter.results)
    if not name or name[0] != server.lower():
        return f"{server} did not check its sender"
    found = [words for words in results if words and words[0].startswith("dmarc=")]
    if not found or any(words[0] != "dmarc=pass" for words in found):
        return f"{server} did not find that its sender's domain stands for it"
    domains = {w.partition("=")[2] for words in found for w in words if w.startswith("header.from")}
    if domains != {letter.sender.rpartition("@")[2].lower()}:
        return f"{server} vouches for another domain than its sender's"
    return ""


def _clauses(results: str) -> list[list[str]]:
    """The words of each clause. What stands in quotes or in comments was written by anybody."""
    plain = " ".join("".join(_outside(results)).lower().split())
    return [clause.replace(" =", "=").replace("= ", "=").split() for clause in plain.split(";")]


def _outside(text: str) -> Iterator[str]:
    depth, is_quoted, is_escaped = 0, False, False
    for char in text:
        if is_escaped:
            is_escaped = False
        elif char == "\\":
            is_escaped = True
        elif char == '"' and not depth:
            is_quoted = not is_quoted
            yield "?"  # what was quoted is a word that matches nothing
        elif is_quoted:
            continue
        elif char == "(":
            depth += 1
        elif char == ")" and depth:
            depth -= 1
        elif not depth:
            yield char
