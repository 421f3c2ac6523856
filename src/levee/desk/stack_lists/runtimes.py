"""Which component is the interpreter that a list mentions by the way?"""

from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Named, Parts, is_exact
from levee.model.stack import purl_at


def runtime(name: str, version: Any, product: Product, place: str) -> Parts:
    """Under the contract's own package URL where it is the product's runtime."""
    if not is_exact(version):
        return
    ours = product.runtime.rpartition("/")[2] == name
    yield Named(place, purl_at(product.runtime if ours else f"pkg:generic/{name}", version))
