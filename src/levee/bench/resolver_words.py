"""What did uv mean: a conflict of the Stack, or a fault of the lab?"""

import re

from levee.bench.provider import Conflict, ConflictKind, LabBroken

_UNREACHABLE = re.compile(
    r"could not be queried|network was disabled|Request failed|Failed to fetch|sending request"
)
_SOURCE_ONLY = re.compile(r"Wheels are required for `([^`]+)`")
_NO_WHEELS = re.compile(r"no (?:usable )?wheels")
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
    if _NO_WHEELS.search(text):
        raise LabBroken(f"there is no wheel for this interpreter: {text}", lasting=True)
    if stand_in and _ABOUT_RUNTIME.search(text):
        raise LabBroken(f"{stand_in}, and on that: {text}", lasting=True)
    return Conflict(explanation=_without_prefix(text), kind=_kind(text))


def source_only(text: str) -> tuple[str, ...]:
    """Which packages have a source but no wheel for this interpreter."""
    return tuple(dict.fromkeys(_SOURCE_ONLY.findall(text)))


def _kind(text: str) -> ConflictKind:
    if _NO_PACKAGE.search(text):
        return ConflictKind.UNKNOWN_PACKAGE
    return ConflictKind.UNKNOWN_VERSION if _NO_VERSION.search(text) else ConflictKind.INCOMPATIBLE


def _without_prefix(text: str) -> str:
    lines = text.splitlines()[1:] or [text]
    return "\n".join(line.strip().removeprefix("cause: ") for line in lines if line.strip())
