"""How does somebody else's text stand in markdown so that it stays text?"""

import re
import unicodedata

_ANYWHERE = re.compile(r"([\\`*_\[\]<|~&@#$]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_AT_START = re.compile(r"^(\d*)([-+=>.)])")
_UNSEEN = ("Cc", "Cf", "Cs", "Co")


def plain(text: str) -> str:
    """One line of markdown that reads as ``text`` and does nothing else.

    Line breaks and runs of blanks become one blank; control and direction-changing
    characters are dropped; whatever could open markup, HTML, a table cell, a link, a
    mention or an entity is escaped. It may stand at the start of a paragraph, list item or
    table cell, but not be joined to digits or markup before it.
    """
    seen = "".join(c for c in " ".join(text.split()) if unicodedata.category(c) not in _UNSEEN)
    return _AT_START.sub(r"\1\\\2", _ANYWHERE.sub(r"\\\1", seen.strip()))
