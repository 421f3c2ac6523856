"""Which answers of an isolation were written down before it was stopped?"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from levee.model.problem import Problem, Rejected

FORMAT = "levee isolate 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer: the numbers of the deltas in question, and when it was asked."""

    deltas: tuple[int, ...]
    answer: str
    round: int
    slot: int

    def to_json(self) -> dict[str, Any]:
        return {
            "deltas": self.deltas,
            "answer": self.answer,
            "round": self.round,
            "slot": self.slot,
        }


class AnswerFile:
    """Append-only JSON lines: a head that says which isolation it is, then one per answer.

    Every line is on the disk before the next question is asked. A torn last line (the machine
    stopped while it was written) is cut off; any other fault is Rejected with its line.
    """

    def __init__(self, path: Path, head: Mapping[str, Any]) -> None:
        self.path = path
        self.head = {"format": FORMAT, **head}
        self.lines = self._open()
        self._file: BinaryIO = path.open("ab")

    def _open(self) -> tuple[Line, ...]:
        try:
            if not self.path.exists() or not self._whole():
                self.path.write_bytes(_bytes(self.head))
            rows = [json.loads(row) for row in self._whole()]
        except OSError as error:
            raise self._rejected("", f"cannot be used: {error.strerror}") from None
        except ValueError as error:
            raise self._rejected("", f"is no answer file: {error}") from None
        return self._read(rows)

    def _whole(self) -> list[bytes]:
        """The lines that end in a newline; the rest is cut off the file."""
        body = self.path.read_bytes()
        end = body.rfind(b"\n") + 1
        if end < len(body):
            with self.path.open("r+b") as file:
                file.truncate(end)
        return body[:end].splitlines()

    def _read(self, rows: list[Any]) -> tuple[Line, ...]:
        if not rows or rows[0] != self.head:
            raise self._rejected(":1", f"belongs to another isolation ({self._other(rows)})")
        lines = [self._line(number, row) for number, row in enumerate(rows[1:], 2)]
        return tuple(sorted(lines, key=lambda line: (line.round, line.slot)))

    def _other(self, rows: list[Any]) -> str:
        first = rows[0] if rows and isinstance(rows[0], dict) else {}
        return ", ".join(f"another {k}" for k, v in self.head.items() if first.get(k) != v)

    def _line(self, number: int, row: Any) -> Line:
        try:
            return Line(
                deltas=tuple(int(i) for i in row["deltas"]),
                answer=str(row["answer"]),
                round=int(row["round"]),
                slot=int(row["slot"]),
            )
        except (KeyError, TypeError, ValueError):
            raise self._rejected(f":{number}", "is no answer") from None

    def _rejected(self, place: str, what: str) -> Rejected:
        return Rejected((Problem(f"{self.path}{place}", what),))

    def add(self, line: Line) -> None:
        """Write one answer; it is on the disk when this returns."""
        self._file.write(_bytes(line.to_json()))
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def save(path: Path, head: Mapping[str, Any], lines: Iterable[Line]) -> None:
    """Write all answers at once, for an isolation that was stopped and had no file."""
    body = b"".join([_bytes({"format": FORMAT, **head}), *(_bytes(i.to_json()) for i in lines)])
    path.write_bytes(body)


def _bytes(row: Mapping[str, Any]) -> bytes:
    return (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
