"""What does `levee redact` do with standard input?"""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, BinaryIO

import typer

from levee.desk.redaction import find, redact

CHUNK = 1 << 20
LONGEST_KEY = 1 << 16


def main(
    spans: Annotated[
        bool, typer.Option("--spans", help="Read JSON lines {id, text}; write {id, spans}.")
    ] = False,
) -> None:
    """Take secrets and personal data out of a text."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    for piece in span_lines(source) if spans else filtered(source):
        target.write(piece)
        target.flush()


def span_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """One answer for each line that is not blank; a bad line says what is wrong with it."""
    for line in lines:
        if line.strip():
            answer = json.dumps(answer_to(line), ensure_ascii=True)
            yield answer.encode() + b"\n"


def answer_to(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as problem:
        return {"error": f"not JSON: {problem}"}
    if not isinstance(record, dict):
        return {"error": "not a JSON object with id and text"}
    known = {"id": record["id"]} if "id" in record else {}
    if not known:
        return {"error": "id is missing"}
    if not isinstance(record.get("text"), str):
        return {**known, "error": "text is missing or not a string"}
    found = find(record["text"])
    return {**known, "spans": [{"start": s.start, "end": s.end, "kind": s.kind} for s in found]}


def filtered(source: BinaryIO) -> Iterator[bytes]:
    """The text without secrets, in pieces; a piece never ends inside a private key."""
    for text in pieces(source):
        yield redact(text).encode("utf-8", "surrogateescape")


def pieces(source: BinaryIO) -> Iterator[str]:
    kept = b""
    while block := source.read(CHUNK):
        kept += block
        cut = cut_of(kept)
        if cut:
            yield kept[:cut].decode("utf-8", "surrogateescape")
            kept = kept[cut:]
    if kept:
        yield kept.decode("utf-8", "surrogateescape")


def cut_of(data: bytes) -> int:
    """Where a piece may end: at a blank line or a line's end, before a key that is still open.

    Without any line end the piece grows, up to a size at which it is cut as it is.
    """
    tail = max(0, len(data) - LONGEST_KEY)
    cut = data.rfind(b"\n\n", tail) + 2
    if cut < 2:
        cut = data.rfind(b"\n") + 1
    if not cut:
        return len(data) if len(data) > 16 * CHUNK else 0
    begun = data.rfind(b"-----BEGIN", tail, cut)
    if begun > 0 and data.find(b"-----END", begun, cut) < 0:
        return data.rfind(b"\n", 0, begun) + 1 or begun
    return cut
