"""What does a JSON file from outside hold, read strictly?"""

import json
from pathlib import Path
from typing import Any

from levee.connect.limited_file import read_bytes
from levee.model.problem import Problem, Rejected


def read_json(path: Path, where: str) -> Any:
    """The value in a file. Rejected, naming the place, for anything but one strict JSON value:

    too large, unreadable, no UTF-8, a key given twice, NaN, nested too deep.
    """
    body = read_bytes(path, where)
    try:
        return json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise _rejected(where, path, f"is no UTF-8 text: byte {error.start}") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise _rejected(where, path, f"is no JSON: {error.msg} at {place}") from None
    except ValueError as error:
        raise _rejected(where, path, f"is refused: {error}") from None
    except RecursionError:
        raise _rejected(where, path, "is nested too deep") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice")
        found[key] = value
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON value")


def _rejected(where: str, path: Path, what: str) -> Rejected:
    return Rejected((Problem(where, f"{path} {what}"),))
