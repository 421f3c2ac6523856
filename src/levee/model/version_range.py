"""Is a version inside a range, as its ecosystem writes ranges?"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from packageurl import PackageURL
from univers.version_range import RANGE_CLASS_BY_SCHEMES, InvalidVersionRange, VersionRange


class BadRange(ValueError):
    """A range that cannot be read."""


#: What the library's readers raise on text that they cannot read.
_UNREADABLE = (
    ValueError,
    NotImplementedError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    InvalidVersionRange,
)
#: Ecosystems without a range syntax of their own: their ranges are read as Python's are.
_SCHEMES = {"wordpress": "pypi", "generic": "pypi"}
_ANY = "*"


@lru_cache(maxsize=4096)
def _range(text: str, ecosystem: str) -> VersionRange:
    """Both spellings are read: ``vers:pypi/>=1|<2`` and the ecosystem's own, ``>=1,<2``."""
    scheme = _SCHEMES.get(ecosystem, ecosystem)
    if text == _ANY:
        text = f"vers:{scheme}/*"
    try:
        found: VersionRange = (
            VersionRange.from_string(text)  # type: ignore[no-untyped-call]
            if text.startswith("vers:")
            else RANGE_CLASS_BY_SCHEMES[scheme].from_native(text)  # type: ignore[no-untyped-call]
        )
        return found
    except _UNREADABLE:
        raise BadRange(f"{text!r} is no range of {ecosystem} versions") from None


def supports(package: str, wanted: str, version: str) -> bool:
    """Is this version of a package inside a range? BadRange when one of them cannot be read."""
    ecosystem = PackageURL.from_string(package).type
    found = _range(wanted, ecosystem)
    if str(found).endswith("/*"):
        return True
    try:
        return bool(_version_class(found)(version) in found)
    except _UNREADABLE:
        raise BadRange(f"{version!r} is no {ecosystem} version") from None


def _version_class(found: VersionRange) -> Callable[[str], Any]:
    made: Callable[[str], Any] = found.version_class  # type: ignore[assignment]
    return made
