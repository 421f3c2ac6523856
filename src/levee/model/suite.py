"""What is run against a Stack? Checks as argv, with limits, as strict data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One command of a suite.

    ``argv`` may hold the places {python}, {bin}, {suite}, {work}, {junit}, {stack}.
    ``needs`` are package URLs without version: the check is run only on Stacks that have all.
    """

    name: str
    argv: tuple[str, ...]
    timeout_s: float = 60.0
    junit: str = ""  #: path inside the work folder; empty: judged by the exit code alone
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Named checks and the folder of files they use. ``digest`` covers all of those files."""

    name: str
    ecosystem: str
    checks: tuple[Check, ...]
    folder: str
    digest: str
    memory_mb: int = 1024
    processes: int = 128
    disk_mb: int = 256
