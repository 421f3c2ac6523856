"""Where do locked wheels come from, and is what came what was locked?"""

import hashlib
import netrc
import re
import tempfile
import tomllib
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from packaging import tags, utils

from levee.bench.provider import LabBroken

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.M)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_CHUNK = 1024 * 1024
_LARGEST = 2 * 1024 * _CHUNK


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One package of a Lock: its name and version, and the sha256 of each of its files."""

    name: str
    version: str
    hashes: tuple[str, ...]
    text: str  #: its lines in the Lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One wheel: where it lies, under which name, and its sha256 (one that is locked)."""

    pin: Pin
    address: str
    file: str
    sha256: str


class Unfetched(LabBroken):
    """A wheel that could not be had by us; uv may still know a way to it."""


def pins(lock: str) -> tuple[Pin, ...]:
    """The packages of a hashed lock, in its order."""
    begins = [*_PIN.finditer(lock)]
    ends = [m.start() for m in begins[1:]] + [len(lock)]
    return tuple(
        Pin(name=m[1], version=m[2], hashes=tuple(_HASH.findall(text)), text=text)
        for m, end in zip(begins, ends, strict=True)
        if (text := lock[m.start() : end])
    )


def hashes(lock: str) -> frozenset[str]:
    """The sha256 of every file that a lock names."""
    return frozenset(_HASH.findall(lock))


def find(
    wanted: Iterable[Pin], release: tuple[int, ...], compile_: Callable[[list[str], str], str]
) -> tuple[Source, ...]:
    """The best wheel of each for this machine. ``compile_`` runs ``uv pip compile`` with further
    words on a text, and returns what it said went wrong."""
    wanted = tuple(wanted)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pylock.toml"
        words = ["--format", "pylock.toml", "--no-deps", "--output-file", str(file)]
        wrong = compile_(words, "".join(pin.text for pin in wanted))
        if wrong:
            raise Unfetched(f"the index could not be asked for wheels: {wrong[:2000]}")
        said = tomllib.loads(file.read_text(encoding="utf-8")).get("packages", [])
        here = Path(folder).resolve()
    found = {utils.canonicalize_name(p["name"]): p.get("wheels", []) for p in said}
    ranks = _ranks(release)
    return tuple(
        _best(pin, found.get(utils.canonicalize_name(pin.name), []), ranks, here) for pin in wanted
    )


def _best(pin: Pin, wheels: list[dict[str, Any]], ranks: dict[tags.Tag, int], here: Path) -> Source:
    known = [(wheel, wheel.get("hashes", {}).get("sha256", "")) for wheel in wheels]
    locked = [_source(pin, wheel, sha, here) for wheel, sha in known if sha in pin.hashes]
    if not locked:
        raise Unfetched(f"the index has no wheel of {pin.name} {pin.version} that is locked")
    return min(locked, key=lambda source: _rank(source.file, ranks))


def _source(pin: Pin, wheel: dict[str, Any], sha: str, here: Path) -> Source:
    """``here`` is where paths begin: the folder of the answer."""
    address = wheel.get("url") or (here / wheel.get("path", "")).resolve().as_uri()
    file = wheel.get("name") or unquote(Path(urlsplit(address).path).name)
    return Source(pin=pin, address=address, file=file, sha256=sha)


def _ranks(release: tuple[int, ...]) -> dict[tags.Tag, int]:
    """What an interpreter of this machine likes best; uv listed only what it can use at all."""
    platforms, version = [*tags.platform_tags()], release[:2]
    ordered = [*tags.cpython_tags(version, platforms=platforms)]
    interpreter = f"cp{version[0]}{version[1]}"
    ordered += tags.compatible_tags(version, interpreter=interpreter, platforms=platforms)
    return {tag: number for number, tag in reversed([*enumerate(ordered)])}


def _rank(file: str, ranks: dict[tags.Tag, int]) -> tuple[int, int]:
    """By its best tag; of equal ones that with the higher build number."""
    try:
        _, _, build, has = utils.parse_wheel_filename(file)
    except utils.InvalidWheelFilename:
        return (len(ranks), 0)
    best = min((ranks[tag] for tag in has if tag in ranks), default=len(ranks))
    return (best, -(build[0] if build else 0))


def _request(address: str) -> urllib.request.Request:
    """With the login that the address or ``.netrc`` gives; another host never gets it."""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http", "file"):
        raise ValueError(f"{parts.scheme}: is no way to a wheel")
    host = parts.netloc.rpartition("@")[2]
    request = urllib.request.Request(urlunsplit(parts._replace(netloc=host, fragment="")))  # noqa: S310
    login = _login(parts.username, parts.password, parts.hostname or "")
    if login:
        request.add_unredirected_header("Authorization", f"Basic {b64encode(login).decode()}")
    return request


def _login(user: str | None, password: str | None, host: str) -> bytes:
    if user:
        return f"{unquote(user)}:{unquote(password or '')}".encode()
    try:
        known = netrc.netrc().authenticators(host)
    except (OSError, netrc.NetrcParseError):
        return b""
    return f"{known[0]}:{known[2]}".encode() if known else b""


def fetch(source: Source, into: Path, timeout_s: float) -> Path:
    """Download one wheel; Unfetched unless it is the very file that was locked."""
    path = into / source.file.replace("/", "_")
    said = hashlib.sha256()
    try:
        request = _request(source.address)
        with (
            urllib.request.urlopen(request, timeout=timeout_s) as answer,  # noqa: S310
            path.open("xb") as file,
        ):
            while data := answer.read(_CHUNK):
                said.update(data)
                file.write(data)
                if file.tell() > _LARGEST:
                    raise Unfetched(f"{source.file} is larger than {_LARGEST >> 30} GB")
    except (OSError, urllib.error.URLError, ValueError) as error:
        why = error.reason if isinstance(error, urllib.error.URLError) else error
        raise Unfetched(f"{source.file} could not be fetched: {why}") from error
    if said.hexdigest() != source.sha256:
        raise Unfetched(f"{source.file} came with another hash than the locked one")
    return path
