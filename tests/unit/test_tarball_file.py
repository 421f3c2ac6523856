"""Is no npm tarball unpacked that could do harm, and is a sound one unpacked as npm does?"""

import gzip
import io
import os
import tarfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from levee.bench import tarball_file
from levee.bench.wheel_file import Bounds, Refused, WheelFault


def pack(folder: Path, entries: Iterable[tuple[str, bytes]], **about: object) -> Path:
    """A tarball; ``about`` is said of the last entry."""
    path, listed = folder / "mine-1.0.0.tgz", [*entries]
    with tarfile.open(path, "w:gz") as archive:
        for number, (name, body) in enumerate(listed):
            info = tarfile.TarInfo(name)
            info.size = len(body)
            if number == len(listed) - 1:
                for key, value in about.items():
                    setattr(info, key, value)
            archive.addfile(info, io.BytesIO(body))
    return path


def refused(tarball: Path, into: Path, bounds: Bounds | None = None) -> WheelFault:
    out = into / "out"
    out.mkdir()
    with pytest.raises(Refused, match="the npm package mine@1 is refused") as caught:
        tarball_file.unpack(tarball, out, "mine@1", bounds or Bounds())
    assert caught.value.lasting
    assert not [*into.rglob("harm")]
    return caught.value.fault


def test_a_sound_tarball_is_unpacked_without_its_outer_folder(tmp_path: Path) -> None:
    held = [("package/package.json", b"{}"), ("package/./lib//a.js", b"1"), ("package/run", b"#!")]
    out = tmp_path / "out"
    out.mkdir()
    tarball_file.unpack(pack(tmp_path, held, mode=0o744), out, "mine@1")
    files = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert files == {"package.json": b"{}", "lib/a.js": b"1", "run": b"#!"}
    assert os.access(out / "run", os.X_OK)
    assert not (out / "package.json").stat().st_mode & 0o111


@pytest.mark.parametrize(
    ("names", "left"),
    [
        ((".gitignore",), b"0"),
        ((".npmignore", ".gitignore"), b"0"),
        ((".gitignore", ".npmignore"), b"1"),
    ],
)
def test_what_git_ignores_is_kept_as_what_npm_ignores(
    tmp_path: Path, names: tuple[str, ...], left: bytes
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    held = [(f"package/{name}", str(i).encode()) for i, name in enumerate(names)]
    tarball_file.unpack(pack(tmp_path, held), out, "mine@1")
    assert {p.name: p.read_bytes() for p in out.iterdir()} == {".npmignore": left}


@pytest.mark.parametrize(
    "path",
    ["../harm", "/tmp/harm", "package/../../harm", "package\\harm", "C:/harm", "./../harm",
     "package/./../harm", "package/\nharm", "a/" * 70 + "harm", "h" * 300 + "/harm"],
)  # fmt: skip
def test_a_path_that_is_not_plain_is_refused(tmp_path: Path, path: str) -> None:
    assert refused(pack(tmp_path, [(path, b"x")]), tmp_path) is WheelFault.ESCAPES


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE]
)
def test_a_link_or_a_device_is_refused(tmp_path: Path, kind: bytes) -> None:
    held = [("package/a", b""), ("package/harm", b"")]
    found = refused(pack(tmp_path, held, type=kind, linkname="package/a"), tmp_path)
    assert found is WheelFault.LINK


@pytest.mark.parametrize("names", [("a", "a/b"), ("a/b", "a")])
def test_a_file_where_a_folder_is_is_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    held = [(f"package/{name}", b"x") for name in names]
    assert refused(pack(tmp_path, held), tmp_path) is WheelFault.TWICE


def test_of_two_files_in_one_place_the_later_counts(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    held = [("package/./a", b"first"), ("package/a", b"last")]
    tarball_file.unpack(pack(tmp_path, held), out, "mine@1")
    assert (out / "a").read_bytes() == b"last"


def test_a_bomb_is_refused_before_it_is_written(tmp_path: Path) -> None:
    tarball = pack(tmp_path, [("package/a", bytes(5_000_000))])
    assert refused(tarball, tmp_path, Bounds(free_mb=1)) is WheelFault.BOMB
    assert sum(p.stat().st_size for p in (tmp_path / "out").rglob("*")) < 2_000_000


def test_a_bomb_in_a_header_is_refused(tmp_path: Path) -> None:
    about = {"pax_headers": {"comment": "x" * 5_000_000}}
    tarball = pack(tmp_path, [("package/a", b"")], **about)
    assert refused(tarball, tmp_path, Bounds(free_mb=1)) is WheelFault.BOMB


def test_too_many_files_and_bytes_are_refused(tmp_path: Path) -> None:
    tarball = pack(tmp_path, [(f"package/{n}", b"x") for n in range(11)])
    assert refused(tarball, tmp_path, Bounds(files=10)) is WheelFault.TOO_LARGE
    (tmp_path / "more").mkdir()
    assert refused(tarball, tmp_path / "more", Bounds(megabytes=0)) is WheelFault.TOO_LARGE


@pytest.mark.parametrize(
    "body",
    [b"", b"no archive", gzip.compress(b"no tar in it" * 100)],
    ids=["empty", "no archive", "packed, but no tar"],
)
def test_what_is_no_tarball_is_refused(tmp_path: Path, body: bytes) -> None:
    tarball = tmp_path / "mine.tgz"
    tarball.write_bytes(body)
    assert refused(tarball, tmp_path) is WheelFault.NOT_A_TARBALL


def test_a_tarball_that_was_cut_is_refused(tmp_path: Path) -> None:
    tarball = pack(tmp_path, [("package/a", os.urandom(100_000))])
    tarball.write_bytes(tarball.read_bytes()[:50_000])
    assert refused(tarball, tmp_path) is WheelFault.NOT_A_TARBALL
