"""What did uv mean: a conflict of the Stack, or a fault of the lab?"""

import re

from levee.bench.provider import Conflict, ConflictKind, LabBroken

_UNREACHABLE = re.compile(
    r"could not be queried|network was disabled|Request failed|Failed to fetch|sending request"
)
_SOURCE_ONLY = re.compile(r"(\S+) has no (?:usable )?wheels")
_NO_PACKAGE = re.compile(r"was not found in the package registry")
_NO_VERSION = re.compile(r"there (?:is|are) no versions? of")
_ABOUT_RUNTIME = re.compile(r"\bPython\b|\bwheels?\b|\bABI\b")
_KEPT = 8000


def read(code: int, text: str, *, stand_in: str = "") -> Conflict:
    """The Conflict that uv explained; LabBroken when its words are about anything else.

    A conflict that is about the interpreter proves nothing when another one stood in.
    """
    text = text.strip()[:_KEPT]
    if code != 1 or "No solution found" not in text or _UNREACHABLE.search(text):
        raise LabBroken(f"the resolver could not answer: {text or f'exit code {code}'}")
    if found := _SOURCE_ONLY.search(text):
        raise LabBroken(_source_only(found.group(1), text), lasting=True)
    if stand_in and _ABOUT_RUNTIME.search(text):
        raise LabBroken(f"{stand_in}, and on that: {text}", lasting=True)
    return Conflict(explanation=_without_prefix(text), kind=_kind(text))


def _source_only(package: str, text: str) -> str:
    return (
        f"only a source distribution exists of {package} for this interpreter, "
        f"and the lab does not build from source yet: {text}"
    )


def _kind(text: str) -> ConflictKind:
    if _NO_PACKAGE.search(text):
        return ConflictKind.UNKNOWN_PACKAGE
    return ConflictKind.UNKNOWN_VERSION if _NO_VERSION.search(text) else ConflictKind.INCOMPATIBLE


def _without_prefix(text: str) -> str:
    lines = text.splitlines()[1:] or [text]
    return "\n".join(line.strip().removeprefix("cause: ") for line in lines if line.strip())
