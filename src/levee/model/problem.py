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


class TooLarge(Rejected):
    """More was sent than is ever taken: nothing of it is kept, and the problem says what to do."""


class Unknown(LookupError):
    """There is no such ticket, work item, run, stack or contract."""


class StaleWrite(Exception):
    """Somebody else appended to the subject meanwhile; carries both versions.

    ``since`` says what was appended, ``mine`` the text that came too late, ``kept`` the id of the
    draft that holds it.
    """

    def __init__(
        self, subject: str, expected: int, actual: int, since: tuple[str, ...] = ()
    ) -> None:
        said = f": {'; '.join(since)}" if since else ""
        super().__init__(f"{subject} is at version {actual}, not {expected}; read it again{said}")
        self.expected, self.actual, self.since = expected, actual, since
        self.mine, self.kept = "", 0


class WrongState(Exception):
    """The move is not one for the ticket as it stands; carries the moves that are."""

    def __init__(self, subject: str, state: str, move: str, allowed: tuple[str, ...]) -> None:
        super().__init__(
            f"{subject} is {state}, so {move} is no move now; allowed: {', '.join(allowed)}"
        )
        self.state, self.move, self.allowed = state, move, allowed


class NotNow(WrongState):
    """The same of what hangs on a ticket: an update, an incident, a session."""

    def __init__(self, what: str, allowed: tuple[str, ...] = ()) -> None:
        instead = f"; possible now: {', '.join(allowed)}" if allowed else ""
        Exception.__init__(self, f"{what}{instead}")
        self.state, self.move, self.allowed = what, "", allowed


class NotHeld(Exception):
    """What was asked for is not possible as things stand; says why and what would help."""
