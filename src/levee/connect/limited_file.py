"""What does a file from outside hold, read no further than a limit?"""

from collections.abc import Iterator
from pathlib import Path

from levee.model.problem import Problem, Rejected

MOST = 10_000_000  #: bytes


def read_bytes(path: Path, where: str) -> bytes:
    """The whole file. Rejected, naming the place, when it is larger than ``MOST`` or unreadable."""
    try:
        with path.open("rb") as file:
            body = file.read(MOST + 1)
    except OSError as error:
        raise Rejected((Problem(where, f"{path} cannot be read: {error.strerror}"),)) from None
    if len(body) > MOST:
        raise Rejected((Problem(where, f"{path} is larger than {MOST // 1_000_000} MB"),))
    return body


def lines(path: Path) -> Iterator[str]:
    """Line by line, so that the file may be of any size; each line is at most ``MOST`` characters.
    Rejected, naming the line, when it cannot be read."""
    number = 0
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            while line := file.readline(MOST + 1):
                number += 1
                if len(line) > MOST:
                    raise Rejected((Problem(f"{path}:{number}", f"is over {MOST:,} characters"),))
                yield line.rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Rejected((Problem(f"{path}:{number + 1}", f"cannot be read: {error}"),)) from None
