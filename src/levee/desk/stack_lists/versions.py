"""Which components does a map of names to versions name, or a list of {name, version}?"""

from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Parts, package


def looks_so(value: Any) -> bool:
    return isinstance(value, dict)


def parts(value: Any, product: Product, place: str) -> Parts:
    """Names alone are packages of the product's own ecosystem."""
    for name, version in value.items():
        yield package(product.ecosystem, name, version, f"{place}.{name}")


def is_list(value: Any) -> bool:
    """``pip list --format=json`` and its like."""
    return isinstance(value, list) and any(
        isinstance(entry, dict) and entry.keys() >= {"name", "version"} for entry in value[:5]
    )


def from_list(value: Any, product: Product, place: str) -> Parts:
    for i, entry in enumerate(value):
        named = entry if isinstance(entry, dict) else {}
        yield package(product.ecosystem, named.get("name"), named.get("version"), f"{place}[{i}]")
