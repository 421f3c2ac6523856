"""Which components does `pip freeze` name?"""

import re
from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Named, Parts
from levee.model.problem import Problem

_FROZEN = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]{0,199})(?:\[[^\]]{0,500}\])?\s*==\s*"
    r"([A-Za-z0-9][^\s;#,\\*]{0,99})(?=\s*(?:$|[;#\\]|--hash))"
)


def looks_so(value: Any) -> bool:
    return isinstance(value, str)


def parts(text: Any, product: Product, place: str) -> Parts:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        words = line.strip()
        if not words.strip("\\") or words.startswith(("#", "--hash=")):
            continue
        if pinned := _FROZEN.match(words):
            yield Named(f"{place}:{number}", f"pkg:pypi/{pinned[1]}@{pinned[2]}")
        else:
            yield Problem(f"{place}:{number}", "names no exact version (name==version)")
