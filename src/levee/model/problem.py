"""What is wrong with an input, and where?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input: ``where`` is a JSON path, an option or file:line."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Rejected(Exception):
    """An input was refused; it carries every problem that was found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(str(p) for p in problems))
        self.problems = problems


class Unknown(LookupError):
    """There is no such ticket, work item, run, stack or contract."""


class StaleWrite(Exception):
    """Somebody else appended to the subject meanwhile; carries both versions."""

    def __init__(self, subject: str, expected: int, actual: int) -> None:
        super().__init__(f"{subject} is at version {actual}, not {expected}; read it again")
        self.expected, self.actual = expected, actual
