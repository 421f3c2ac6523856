"""Which components does `npm ls --json` report?"""

from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Parts, package


def looks_so(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("dependencies"), dict)


def parts(value: Any, product: Product, place: str) -> Parts:
    """Everything below the root, however deep; what npm only wishes for is not installed.

    The root is the client's own project, no package that anybody could install.
    """
    waiting = [(place, value)]
    while waiting:
        above, node = waiting.pop()
        below = node.get("dependencies")
        for name, entry in below.items() if isinstance(below, dict) else ():
            where = f"{above}.dependencies.{name}"
            if entry == {} or (isinstance(entry, dict) and _is_missing(entry)):
                continue
            told = entry if isinstance(entry, dict) else {}
            yield package("npm", name, told.get("version"), where)
            waiting.append((where, told))


def _is_missing(entry: dict[str, Any]) -> bool:
    return bool(entry.get("missing") or entry.get("peerMissing"))
