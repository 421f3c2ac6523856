"""How does a table leave as CSV that no spreadsheet takes for a formula?"""

import csv
import io
from collections.abc import Iterable, Sequence

from levee.lab.matrix import Matrix

#: What a spreadsheet takes for the start of a formula or a command.
_TRICKS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def sheet(rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180, each cell as text; one that could be run begins with an apostrophe."""
    text = io.StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    shown = "" if value is None else str(value).replace("\0", "")
    return f"'{shown}" if shown.lstrip(" ").startswith(_TRICKS) else shown


def of_matrix(found: Matrix) -> str:
    """One line a row: what it is, how it ended, and how each check did."""
    head = ("key", "label", "outcome", "note", *found.columns)
    rows = [(r.key, r.label, r.outcome, r.note, *(c.outcome for c in r.cells)) for r in found.rows]
    return sheet([head, *rows])
