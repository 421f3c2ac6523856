"""Which tickets hold these words, on SQLite and PostgreSQL alike?

The words of a ticket are cut here and not by a database, so that both find the same. They come
from the redacted fold only; what was sealed cannot be searched for.
"""

import re
import unicodedata

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from levee.model.ticket import Ticket
from levee.store import bulk
from levee.store.models import TicketWordsRow

_WORD = re.compile(r"[^\W_]+")
LONGEST = 64  #: characters of a word; what is longer is found by how it begins
MOST = 4_000  #: words of one ticket
_LAST = 2**62  #: above every number
ASKED = 12  #: words of one question; the others are not looked for

_FOUND = {
    "sqlite": "SELECT rowid FROM levee_ticket_fts WHERE levee_ticket_fts MATCH %s",
    "postgresql": "SELECT number FROM levee_ticket_words"
    " WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery",
}


def cut(text: str) -> list[str]:
    """Words without case, accents and doubles, in the order in which they first come."""
    bare = text.lower() if text.isascii() else _bare(text)
    return list(dict.fromkeys(word[:LONGEST] for word in _WORD.findall(bare)))


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def words(ticket: Ticket) -> str:
    """What a ticket is found by: its id, its title, its description, the parts of its stack."""
    parts = [ticket.id, ticket.title, ticket.text("description")]
    if ticket.stack:
        parts += [f"{c.name} {c.version}" for c in ticket.stack.components]
    return " ".join(cut(" ".join(parts))[:MOST])


def row(ticket: Ticket) -> TicketWordsRow:
    return TicketWordsRow(number=int(ticket.id.removeprefix("T-")), words=words(ticket))


def insert(ticket: Ticket) -> None:
    """Of a new ticket, within the transaction of its first Events."""
    told = row(ticket)
    bulk.add(TicketWordsRow, ("number", "words"), [(told.number, told.words)])


def save(ticket: Ticket) -> None:
    """Within the transaction of the Event; most Events change no word."""
    told = row(ticket)
    rows = TicketWordsRow.objects.filter(number=told.number)
    known = rows.values_list("words", flat=True).first()
    if known is None:
        told.save(force_insert=True)
    elif known != told.words:
        rows.update(words=told.words)


def differences(ticket: Ticket) -> list[str]:
    """What the index says otherwise than the Events."""
    if TicketWordsRow.objects.filter(number=row(ticket).number, words=words(ticket)).exists():
        return []
    return [f"{ticket.id} is not found by its words; `levee ticket reindex` makes the index anew"]


def holding(question: str, newest: int = 0, below: str = "") -> Q:
    """Tickets that hold every word asked for, or one that begins like it; none for no word.

    Where nothing else narrows the list, only so many of the ``newest`` with a number ``below`` are
    looked up: a word that every ticket holds then costs no more than a rare one.
    """
    asked = cut(question)[:ASKED]
    if not asked:
        return Q(pk__in=[])
    if connection.vendor == "postgresql":
        match = " & ".join(f"'{word}':*" for word in asked)
    else:
        match = " ".join(f'"{word}"*' for word in asked)
    sql, values = _FOUND[connection.vendor], list[object]([match])
    if newest and connection.vendor != "postgresql":
        sql += " AND rowid < %s ORDER BY rowid DESC LIMIT %s"
        values += [int(below or _LAST), newest]
    return Q(number__in=RawSQL(sql, values))  # noqa: S611  # nothing but parameters
