"""How does somebody else's text stand in markdown so that it stays text?"""

import re
import unicodedata

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#!|~&:@$^=+.\-])")


def plain(text: str) -> str:
    """One line of markdown that reads as ``text`` and does nothing else.

    Line breaks and runs of blanks become one blank; control and direction-changing
    characters are dropped; each character that could open markup, HTML, a table cell, a
    link, a mention or an entity is escaped.
    """
    line = " ".join(text.split())
    kept = (c for c in line if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    return _MARKS.sub(r"\\\1", "".join(kept).strip())
