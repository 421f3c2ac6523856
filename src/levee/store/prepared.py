"""How is a question asked again and again without being put together anew?

The ORM takes several times longer to put a small question together than a database to answer it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

ANY = "?"  #: stands in a filter where a value comes in when it is asked
ROWS = 256  #: that are remembered of one question

type Row = tuple[Any, ...]


class Prepared:
    """Rows as tuples, with the types of the ORM; whoever gets them changes nothing in them.

    ``rows`` is a ``values_list`` whose filters hold ANY alone; the values are given in the order
    in which the ANYs stand in the statement. ``made`` makes something else of a row.
    """

    def __init__(
        self, rows: Callable[[], QuerySet[Any, Any]], made: Callable[[Row], Any] = tuple
    ) -> None:
        self._rows, self._made = rows, made
        self._known: dict[str, tuple[str, Callable[[Row], Any]]] = {}

    def __call__(self, *values: str | int) -> list[Any]:
        statement, read = self._known.get(connection.vendor) or self._put_together(len(values))
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return [read(tuple(row)) for row in cursor.fetchall()]

    def first(self, *values: str | int) -> Any:
        """The first one, or None."""
        return next(iter(self(*values)), None)

    def _put_together(self, expected: int) -> tuple[str, Callable[[Row], Any]]:
        """``connection`` is that of whichever thread asks, so this holds for all of them. A row
        that comes again as it was, as that of an API key does, is read once."""
        compiler = self._rows().query.get_compiler(connection=connection)
        statement, given = compiler.as_sql()
        if given != (ANY,) * expected:
            raise ValueError(f"{statement} is asked with {expected} values, not with {given}")
        converters = compiler.get_converters([one[0] for one in compiler.select])

        @lru_cache(maxsize=ROWS)
        def read(row: Row) -> Any:
            return self._made(tuple(next(iter(compiler.apply_converters([row], converters)))))

        self._known[connection.vendor] = (statement, read)
        return self._known[connection.vendor]
