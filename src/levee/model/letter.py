"""What does a mail that came in say, and how far can it be trusted?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """One attachment. It is never opened, unpacked or served: only sealed, with its mail."""

    name: str
    kind: str  #: the media type that the sender claims
    size: int
    text: str = ""  #: what plain text says; empty for everything else


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as far as it could be read. Nothing in it is a fact yet: From is only a claim."""

    message_id: str
    sender: str  #: the address in From; empty where there is none
    envelope: str | None  #: Return-Path; empty for a null sender, None where it is not known
    subject: str
    text: str  #: plain text, without what it quotes
    authors: int = 1  #: addresses in all From fields: a check of the sender is about one
    enclosed: tuple[Enclosed, ...] = ()
    threads: tuple[str, ...] = ()  #: addresses and message ids in which a reply token may stand
    kind: str = "text/plain"  #: its media type; multipart/report is a bounce or a receipt
    marks: tuple[tuple[str, str], ...] = ()  #: header fields by which machines know machines
    results: str = ""  #: the topmost Authentication-Results
    left_out: tuple[str, ...] = ()  #: what was not read, because there was too much of it
