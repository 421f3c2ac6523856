"""How are many rows sent in one statement, in a fifth of the time that bulk_create takes?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model

_PLAIN = frozenset((str, int, float, bool, type(None)))
AT_ONCE = 2000  #: rows; SQLite takes 32,766 parameters in one statement


def add(
    table: type[Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    known_too: bool = False,
) -> list[Any]:
    """Their primary keys, in order. With ``known_too`` rows that are there already are left out."""
    portions = (rows[i : i + AT_ONCE] for i in range(0, len(rows), AT_ONCE))
    return [i for some in portions for i in _add(table, columns, some, known_too)]


def _add(
    table: type[Model], columns: Sequence[str], rows: Sequence[Sequence[object]], known_too: bool
) -> list[Any]:
    unless = "ON CONFLICT DO NOTHING " if known_too else ""
    query, values = sent({name: name for name in columns}, table, rows)
    statement = (  # every value is a parameter; only names of columns stand in the text
        f"INSERT INTO {table._meta.db_table} ({', '.join(columns)}) {query} {unless}"
        f"RETURNING {table._meta.pk.column}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def sent(
    columns: Mapping[str, str], table: type[Model], rows: Iterable[Sequence[object]]
) -> tuple[str, list[Any]]:
    """A query that answers with these rows, and its parameters. ``columns``: the name of each,
    and the column of ``table`` whose type it has.

    PostgreSQL gets them as one parameter: its driver takes longer to find thousands of
    placeholders than the server takes to write the rows.
    """
    if connection.vendor != "postgresql":
        one = f"({', '.join(['%s'] * len(columns))})"
        values = [[_stored(value) for value in row] for row in rows]
        return f"VALUES {', '.join([one] * len(values))}", [v for row in values for v in row]
    types = {field.column: field.db_type(connection) for field in table._meta.concrete_fields}
    typed = ", ".join(f"{name} {types[like]}" for name, like in columns.items())
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    text = json.dumps(named, default=datetime.isoformat)
    return f"SELECT * FROM json_to_recordset(%s) AS sent ({typed})", [text]  # noqa: S608


@lru_cache(maxsize=64)
def _moment(vendor: str, value: datetime) -> Any:
    """What is written together mostly happened together."""
    return connection.ops.adapt_datetimefield_value(value)


def _stored(value: object) -> Any:
    """The value as the ORM would hand it to the database."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, datetime):
        return _moment(connection.vendor, value)
    return json.dumps(value) if isinstance(value, Mapping) else value
