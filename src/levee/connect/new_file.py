"""How is a file written that only its owner reads, and never over another?"""

import os
from pathlib import Path

from levee.model.problem import Problem, Rejected


def write(target: Path, body: bytes) -> None:
    """Rejected where it is there already, or cannot be written."""
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise Rejected((Problem(str(target), what),)) from None
