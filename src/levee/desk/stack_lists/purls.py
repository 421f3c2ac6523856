"""Which components does a plain list of package URLs name?"""

from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Named, Parts


def looks_so(value: Any) -> bool:
    return isinstance(value, list)


def parts(value: Any, product: Product, place: str) -> Parts:
    for i, purl in enumerate(value):
        yield Named(f"{place}[{i}]", purl)
