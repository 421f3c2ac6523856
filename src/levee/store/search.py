"""Which tickets hold these words, on SQLite and PostgreSQL alike?

The words of a ticket are cut here and not by a database, so that both find the same. They come
from the redacted fold only; what was sealed cannot be searched for.
"""

import re
import unicodedata

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from levee.model.ticket import Ticket
from levee.store import bulk
from levee.store.models import TicketRow, TicketWordsRow

_WORD = re.compile(r"[^\W_]+")
LONGEST = 64  #: characters of a word; what is longer is found by how it begins
MOST = 4_000  #: words of one ticket
_LAST = 2**62  #: above every number
ASKED = 12  #: words of one question; the others are not looked for

NEWEST = 1_000  #: tickets that are looked through before the index is asked

#: Those of the newest that match. Where they fill the page, or where there are no more tickets to
#: look through, nobody asks the index: it gathers every ticket that holds a word before it tells
#: the last ones, and of a million that may be each.
_LATEST = (
    "WITH near AS MATERIALIZED ({window}), seen AS MATERIALIZED (SELECT number, words"
    " FROM levee_ticket_words WHERE number IN (SELECT number FROM near)), latest AS MATERIALIZED"
    " (SELECT number FROM seen WHERE {holds} ORDER BY number DESC LIMIT %s), enough AS MATERIALIZED"
    " (SELECT (SELECT COUNT(*) FROM latest) >= %s OR (SELECT COUNT(*) FROM near) < %s AS it)"
    " SELECT number FROM latest UNION "
)
_HOLDS = {"sqlite": "instr(' ' || words, %s) > 0", "postgresql": "strpos(' ' || words, %s) > 0"}
#: All that match, from the index. PostgreSQL knows nothing of how many words begin so: asked for
#: the newest ones it would read every ticket for a word that five of a million have.
_OTHERS = {
    "sqlite": "SELECT number FROM (SELECT rowid AS number FROM levee_ticket_fts"
    " WHERE levee_ticket_fts MATCH"
    " CASE WHEN (SELECT it FROM enough) THEN '\"\"' ELSE %s END{last})",
    "postgresql": "SELECT number FROM (SELECT unnest(ARRAY(SELECT number FROM levee_ticket_words"
    " WHERE NOT (SELECT it FROM enough)"
    " AND array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery)) AS number"
    ") AS others{last}",
}
_LAST_OF = {
    "sqlite": " AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": " WHERE number < %s ORDER BY number DESC LIMIT %s",
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
    bulk.put(TicketWordsRow, ("number", "words"), [(told.number, told.words)])


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


def holding(question: str, among: QuerySet[TicketRow], most: int, below: str | None = None) -> Q:
    """Those ``among`` these tickets that hold every word asked for, or one that begins like it; the
    newest of them at least, ``most`` or more if there are so many. None for no word.

    ``below`` is given where nothing but a number narrows the list: then the index, too, is asked
    for no more than that.
    """
    asked, vendor = cut(question)[:ASKED], connection.vendor
    if not asked:
        return Q(pk__in=[])
    newest = among.order_by("-number").values("number")[:NEWEST]
    window, values = newest.query.sql_with_params()
    holds = " AND ".join([_HOLDS[vendor]] * len(asked))
    sql = _LATEST.replace("{window}", window).replace("{holds}", holds)
    sql += _OTHERS[vendor].replace("{last}", "" if below is None else _LAST_OF[vendor])
    values = (*values, *(f" {word}" for word in asked), most, most, NEWEST, _match(asked))
    if below is not None:
        values += (int(below or _LAST), most)
    return Q(number__in=RawSQL(sql, values))  # noqa: S611  # nothing but parameters


def _match(asked: list[str]) -> str:
    """The question, as the database has it."""
    if connection.vendor == "postgresql":
        return " & ".join(f"'{word}':*" for word in asked)
    return " ".join(f'"{word}"*' for word in asked)
