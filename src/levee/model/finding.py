"""What kind of fault does the evidence show, and why do we say so?"""

from dataclasses import dataclass
from enum import StrEnum


class Finding(StrEnum):
    DEPENDENCY_CONFLICT = "dependency_conflict"  #: versions that cannot, or do not, work together
    CONFIGURATION_MISMATCH = "configuration_mismatch"  #: a setting makes the difference
    DOCUMENTATION_GAP = "documentation_gap"  #: works as documented; only a person may say so
    GENUINE_BUG = "genuine_bug"  #: one plugin (or the host) is wrong by itself
    COMBINATORIAL_BUG = "combinatorial_bug"  #: several are needed together


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """A Finding with its reason. ``by`` names the person who judged; empty: the evidence did."""

    finding: Finding
    reason: str
    by: str = ""
