"""What does a file from outside hold, read no further than a limit?"""

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
