"""What does a Stack ask of the Python package index, written so that it can ask nothing else?"""

import re

from levee.bench.provider import Conflict, ConflictKind, LabBroken
from levee.model.stack import Component, Stack

RUNTIME = "pkg:generic/python"
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_VERSION = re.compile(r"[vV]?[0-9][A-Za-z0-9.!+_-]*")


def requirements(stack: Stack) -> str | Conflict:
    """``name==version`` lines, one per Python package of the Stack.

    A Stack comes from strangers: a name or version that would be read as an option, a
    marker or an address by the resolver is refused here.
    """
    foreign = [c.purl for c in stack.components if not _is_ours(c)]
    if foreign:
        raise LabBroken(f"the python provider cannot install {', '.join(foreign)}", lasting=True)
    wanted = [c for c in stack.components if c.ecosystem == "pypi"]
    strange = [c.purl for c in wanted if not _is_plain(c)]
    if strange:
        text = f"no Python package or version can be called {', '.join(strange)}"
        return Conflict(explanation=text, kind=ConflictKind.INVALID)
    return "".join(f"{c.name}=={c.version}\n" for c in wanted)


def runtime_version(stack: Stack) -> str:
    """The Python version that the Stack names; empty when it names none."""
    return next((c.version for c in stack.components if c.package == RUNTIME), "")


def _is_ours(component: Component) -> bool:
    return component.ecosystem == "pypi" or component.package == RUNTIME


def _is_plain(component: Component) -> bool:
    return bool(_NAME.fullmatch(component.name) and _VERSION.fullmatch(component.version))
