"""Which feeds does a contract's text ask for, and how does it read with them written in?

A contract that is kept has the text of its feeds under `feeds`, so that one text and one digest
say all that it promises, for as long as a ticket holds to it.
"""

from collections.abc import Mapping
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import LiteralScalarString

from levee.contract.load import parsed


def wanted(text: str, name: str) -> tuple[str, ...]:
    """The feeds that roles name and the text has not; Rejected when it cannot be read at all."""
    if "ics" not in text:
        return ()
    tree = parsed(text, name)
    roles, written = (tree.get(section) for section in ("roles", "feeds"))
    if not isinstance(roles, CommentedMap) or written is not None:
        return ()
    named = (role.get("ics") for role in roles.values() if isinstance(role, CommentedMap))
    return tuple(dict.fromkeys(str(ics) for ics in named if isinstance(ics, str) and ics))


def whole(text: str, found: Mapping[str, str]) -> str:
    """The text with its feeds at the end, so that no line before them moves."""
    if not found:
        return text
    lines = {name: LiteralScalarString(_lines(feed)) for name, feed in found.items()}
    written = StringIO()
    YAML(typ="rt", pure=True).dump({"feeds": lines}, written)
    return f"{text.rstrip()}\n\n{written.getvalue()}"


def _lines(feed: str) -> str:
    return feed.replace("\r\n", "\n")
