"""In which format is this list?"""

from collections.abc import Callable, Mapping
from typing import Any

from levee.contract.schema import Product
from levee.desk.stack_lists import (
    composer_lock,
    cyclonedx,
    npm_ls,
    package_lock,
    pip_freeze,
    pip_inspect,
    purls,
    site_health,
    stack_file,
    versions,
    wp_plugins,
)
from levee.desk.stack_lists.part import Parts

Reader = Callable[[Any, Product, str], Parts]

#: The names under which a format can be asked for, in the order in which it is looked for.
FORMATS: Mapping[str, tuple[Callable[[Any], bool], Reader]] = {
    "cyclonedx": (cyclonedx.looks_so, cyclonedx.parts),
    "package-lock": (package_lock.looks_so, package_lock.parts),
    "composer-lock": (composer_lock.looks_so, composer_lock.parts),
    "pip-inspect": (pip_inspect.looks_so, pip_inspect.parts),
    "stack-file": (stack_file.looks_so, stack_file.parts),
    "npm-ls": (npm_ls.looks_so, npm_ls.parts),
    "wp-plugin-list": (wp_plugins.looks_so, wp_plugins.parts),
    "name-version-list": (versions.is_list, versions.from_list),
    "purls": (purls.looks_so, purls.parts),
    "versions": (versions.looks_so, versions.parts),
    "site-health": (site_health.looks_so, site_health.parts),
    "pip-freeze": (pip_freeze.looks_so, pip_freeze.parts),
}


def recognise(value: Any) -> str | None:
    """The name of the format, or None when it is no list at all."""
    return next((name for name, (looks_so, _) in FORMATS.items() if looks_so(value)), None)
