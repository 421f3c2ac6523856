"""Wheels made up for a test: sound ones, and each of them with one thing wrong."""

import base64
import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

from levee.bench.wheel_source import Pin, Source


def row(path: str, body: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).decode().rstrip("=")
    return f"{path},sha256={digest},{len(body)}\n"


def files(name: str, more: Mapping[str, bytes], entry_points: str = "") -> dict[str, bytes]:
    """What a wheel of this name holds, its RECORD last."""
    info = f"{name}-1.dist-info"
    held = {
        **more,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if entry_points:
        held[f"{info}/entry_points.txt"] = entry_points.encode()
    record = "".join(row(path, body) for path, body in held.items()) + f"{info}/RECORD,,\n"
    return held | {f"{info}/RECORD": record.encode()}


def pack(folder: Path, name: str, held: Mapping[str, bytes]) -> Path:
    path = folder / f"{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, body in held.items():
            archive.writestr(entry, body)
    return path


def source(wheel: Path, name: str) -> Source:
    """The wheel as a registry has it."""
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    pin = Pin(name=name, version="1", hashes=(sha256,), text=f"{name}==1 --hash=sha256:{sha256}\n")
    return Source(pin=pin, address=wheel.as_uri(), file=wheel.name, sha256=sha256)
