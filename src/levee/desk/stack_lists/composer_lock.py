"""Which components does a `composer.lock` lock?"""

from collections.abc import Mapping
from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists.part import Named, Part, Parts, is_exact, package
from levee.model.problem import Problem
from levee.model.stack import purl_at

#: Namespaces under which Composer mirrors give out what WordPress itself knows by its short name.
_WORDPRESS = {
    "wpackagist-plugin": "", "wp-plugin": "", "wpackagist-theme": "theme/", "wp-theme": "theme/",
}  # fmt: skip


def looks_so(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("packages"), list):
        return False
    return bool(value.keys() & {"content-hash", "packages-dev", "hash", "minimum-stability"})


def parts(value: Any, product: Product, place: str) -> Parts:
    """What runs in production: ``packages-dev`` is for the developers' own machines."""
    listed = value.get("packages")
    for i, entry in enumerate(listed if isinstance(listed, list) else ()):
        yield _locked(entry, product, f"{place}.packages[{i}]")


def _locked(entry: Any, product: Product, place: str) -> Part:
    if not isinstance(entry, dict):
        return Problem(place, "is {name, version}")
    name, version = entry.get("name"), entry.get("version")
    version = version.removeprefix("v") if isinstance(version, str) else version
    if _is_host(entry, product) and is_exact(version):
        return Named(place, purl_at(product.host, version))
    space, _, short = name.partition("/") if isinstance(name, str) else ("", "", "")
    if space in _WORDPRESS:
        return package("wordpress", f"{_WORDPRESS[space]}{short}", version, place)
    return package("composer", name, version, place)


def _is_host(entry: Mapping[str, Any], product: Product) -> bool:
    return product.ecosystem == "wordpress" and entry.get("type") == "wordpress-core"
