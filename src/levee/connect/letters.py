"""What does this mail (RFC 5322) say? Every size, depth and number has its bound."""

import html
import re
import warnings
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr

import nh3
from mailparser_reply import EmailReplyParser  # type: ignore[import-untyped]

from levee.model.letter import Enclosed, Letter

LARGEST = 10_000_000  #: bytes of one mail
PARTS = 100
DEPTH = 10  #: parts within parts
LONGEST = 100_000  #: characters of the text
LISTED = 2_000_000  #: characters of one text attachment: a lock file is long
FIELDS = 1_000  #: header fields that are looked through for marks of machines
THREADS = 50  #: addresses and message ids that are looked at
_QUOTED = 8_000  #: characters in which the end of a reply is looked for
_WIDEST = 300  #: characters of a line in which it is
_MARK = re.compile(
    r"auto-submitted|(?:x-)?precedence|list-[a-z-]{1,40}|x-(?:mail-)?auto[a-z-]{1,40}"
    r"|x-failed-recipients|x-loop"
)
_IDS = re.compile(r"<([^<>\s]{1,300})>")
_ENDS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6]|/pre)\b[^<>]{0,200}>", re.IGNORECASE)
_BLANKS = re.compile(r"\n{3,}")
_REPLIES = EmailReplyParser(languages=["en", "de", "fr", "es", "it", "nl", "sv", "da"])


class Unreadable(ValueError):
    """Nobody can tell what this mail says; its bytes are kept all the same."""


def read(raw: bytes) -> Letter:
    """Unreadable, in words, for what is no mail. What is too much is left out and named."""
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        return _letter(message)
    except Unreadable:
        raise
    except (MessageError, RecursionError, ValueError, LookupError, IndexError) as error:
        raise Unreadable(f"cannot be read as a mail: {type(error).__name__}") from None


def _letter(message: Message) -> Letter:
    authors = _authors(message)
    sender = authors[0] if authors else ""
    if not sender and not message.get("message-id"):
        raise Unreadable("has neither a sender nor a Message-ID")
    plain, rich, enclosed, left_out = _parts(message)
    text = plain or _without_tags(rich)
    returned = message.get("return-path")
    return Letter(
        message_id=(_IDS.findall(_field(message, "message-id")[:1000]) or [""])[0],
        sender=sender[:254],
        authors=len(authors),
        envelope=None if returned is None else parseaddr(str(returned))[1],
        subject=" ".join(_field(message, "subject").split())[:300],
        text=reply(text[:LONGEST]),
        enclosed=enclosed,
        threads=_threads(message),
        kind=message.get_content_type()[:100],
        marks=_marks(message),
        results=str(message.get("authentication-results", ""))[:2000],
        left_out=left_out,
    )


def _field(message: Message, name: str) -> str:
    """The first such field, decoded; what cannot be decoded is shown as it can."""
    raw = str(message.get(name, ""))[:10_000]
    try:
        pieces = decode_header(raw)
    except (ValueError, MessageError):
        return raw
    return "".join(p if isinstance(p, str) else _decoded(p, charset or "") for p, charset in pieces)


def _decoded(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


def _authors(message: Message) -> list[str]:
    """The addresses of all From fields, as a mail server reads them: before any word is decoded,
    so that no address comes out of a name."""
    raw = [str(value)[:10_000] for value in message.get_all("from", [])[:20]]
    return [mail for _, mail in getaddresses(raw) if "@" in mail]


def _marks(message: Message) -> tuple[tuple[str, str], ...]:
    """The first field of each name; one that says nothing is none."""
    names = dict.fromkeys(name.lower() for name in message.keys()[:FIELDS] if name.isascii())
    told = ((n, _field(message, n)[:200]) for n in names if _MARK.fullmatch(n))
    return tuple((name, value) for name, value in told if value.strip())


def _threads(message: Message) -> tuple[str, ...]:
    """To and Cc alike: whoever answers may have put the reply address in either."""
    ids = [i for n in ("in-reply-to", "references") for i in _IDS.findall(_field(message, n))]
    fields = [
        str(value)[:10_000]
        for name in ("to", "cc", "delivered-to", "x-original-to")
        for value in message.get_all(name, [])[:20]
    ]
    found = (*ids[-THREADS:], *(a for _, a in getaddresses(fields)[:THREADS]))
    return tuple(dict.fromkeys(found))


Found = tuple[str, str, tuple[Enclosed, ...], tuple[str, ...]]


def _parts(message: Message) -> Found:
    plain, rich = "", ""
    enclosed: list[Enclosed] = []
    left_out: list[str] = []
    for number, part in enumerate(_leaves(message, 0, left_out)):
        if number >= PARTS:
            left_out.append(f"everything after {PARTS} parts")
            break
        kind, name = part.get_content_type(), _name(part)
        if name or kind not in ("text/plain", "text/html"):
            enclosed.append(_enclosed(part, kind, name))
        elif kind == "text/plain":
            plain = plain or _text(part, LONGEST)
        else:
            rich = rich or _text(part, LONGEST)
    return plain, rich, tuple(enclosed), tuple(dict.fromkeys(left_out))


def _leaves(message: Message, depth: int, left_out: list[str]) -> Iterator[Message]:
    if not message.is_multipart():
        yield message
    elif depth >= DEPTH:
        left_out.append(f"parts nested deeper than {DEPTH}")
    else:
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part, depth + 1, left_out)


def _name(part: Message) -> str:
    """No folder, no control character, nothing that a terminal or a page takes for more."""
    name = part.get_filename() or ""
    name = "".join(c if c.isprintable() else "_" for c in str(name)).replace("\\", "/")
    return name.rpartition("/")[2].strip(". ")[:150]


def _enclosed(part: Message, kind: str, name: str) -> Enclosed:
    body = part.get_payload(decode=True)
    size = len(body) if isinstance(body, bytes) else 0
    is_text = kind == "application/json" or (kind.startswith("text/") and kind != "text/html")
    is_text = is_text or name.lower().endswith((".txt", ".json", ".lock"))
    text = _text(part, LISTED) if is_text else ""
    return Enclosed(name=name or "without a name", kind=kind[:100], size=size, text=text)


def _text(part: Message, most: int) -> str:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    return _decoded(body[: 4 * most], str(part.get_content_charset() or "utf-8"))[:most]


def _without_tags(rich: str) -> str:
    """The words of a page; its scripts, styles and forms are gone, and no tag comes together
    out of what is left, since the words are never taken for a page again."""
    return html.unescape(nh3.clean(_ENDS.sub("\n", rich), tags=set()))


def reply(text: str) -> str:
    """What the sender wrote, without what they quote.

    The library's patterns go back and forth; they see a short, narrow copy only, and just the
    number of its lines is taken from their answer.
    """
    text = _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in text.splitlines())).strip()
    narrow = "\n".join(_narrowed(line) for line in text[:_QUOTED].split("\n"))
    with warnings.catch_warnings():
        # The library calls re.sub in a way that Python 3.13 frowns at.
        warnings.simplefilter("ignore", DeprecationWarning)
        latest = _REPLIES.parse_reply(narrow) or ""
    if not latest.strip() or latest.strip() == narrow.strip():
        return text
    return "\n".join(text.split("\n")[: len(latest.rstrip().split("\n"))]).rstrip()


def _narrowed(line: str) -> str:
    """Runs of blanks make one; a line too long to be the head of a quotation says nothing."""
    words = " ".join(line.split())
    return words if len(words) <= _WIDEST else "(a long line)"
