"""Is nothing unpacked that could do harm, and nothing refused that is sound?"""

import stat
import zipfile
from pathlib import Path

import pytest
from wheels import files, pack, row

from levee.bench import wheel_file
from levee.bench.wheel_file import Bounds, Refused, WheelFault

SOUND = {"mine/__init__.py": b"x = 1\n", "mine/data.txt": b"text"}


def refused(wheel: Path, into: Path, bounds: Bounds | None = None) -> WheelFault:
    with pytest.raises(Refused) as caught:
        wheel_file.unpack(wheel, into / "out", bounds or Bounds())
    assert caught.value.lasting
    assert wheel.name in caught.value.reason
    assert not (into / "harm").exists()
    return caught.value.fault


def test_a_sound_wheel_is_unpacked_as_it_is(tmp_path: Path) -> None:
    held = files("mine", SOUND)
    found = wheel_file.unpack(pack(tmp_path, "mine", held), tmp_path / "out")
    assert (found.name, found.version) == ("mine", "1")
    assert {path: file.read_bytes() for path, file in found.files.items()} == held


@pytest.mark.parametrize(
    "path",
    ["../harm", "/tmp/harm", "mine/../../harm", "mine\\harm", "C:/harm", "mine//harm", "./harm",
     "mine/\nharm", "a/" * 70 + "harm", "h" * 300],
)  # fmt: skip
def test_a_path_that_is_not_plain_is_refused(tmp_path: Path, path: str) -> None:
    held = files("mine", SOUND | {path: b"x"})
    assert refused(pack(tmp_path, "mine", held), tmp_path) is WheelFault.ESCAPES


def test_a_name_with_a_hidden_end_is_refused(tmp_path: Path) -> None:
    wheel = pack(tmp_path, "mine", files("mine", SOUND | {"mine/xQ.py": b"x"}))
    wheel.write_bytes(wheel.read_bytes().replace(b"xQ.py", b"x\0.py"))
    assert refused(wheel, tmp_path) is WheelFault.ESCAPES


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_is_refused(tmp_path: Path, kind: int) -> None:
    wheel = pack(tmp_path, "mine", files("mine", SOUND))
    with zipfile.ZipFile(wheel, "a") as archive:
        info = zipfile.ZipInfo("mine/link")
        info.external_attr = (kind | 0o777) << 16
        archive.writestr(info, "../../harm")
    assert refused(wheel, tmp_path) is WheelFault.LINK


@pytest.mark.parametrize(
    "more",
    [{"mine/Data.TXT": b"x"}, {"MINE/other.py": b"x"}, {"mine": b"x"},
     {"mine/caf\u00e9": b"x", "mine/cafe\u0301": b"x"}, {"mine/data.txt/below": b"x"}],
    ids=["case", "case of a folder", "file and folder", "Unicode form", "below a file"],
)  # fmt: skip
def test_two_names_for_one_place_are_refused(tmp_path: Path, more: dict[str, bytes]) -> None:
    held = files("mine", SOUND | more)
    assert refused(pack(tmp_path, "mine", held), tmp_path) is WheelFault.TWICE


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    wheel = pack(tmp_path, "mine", files("mine", SOUND))
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("mine/data.txt", "other")
    assert refused(wheel, tmp_path) is WheelFault.TWICE


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    wheel = pack(tmp_path, "mine", files("mine", {"mine/zeros": bytes(3_000_000)}))
    assert refused(wheel, tmp_path, Bounds(free_mb=1)) is WheelFault.BOMB


def test_what_is_too_large_or_too_much_is_refused(tmp_path: Path) -> None:
    wheel = pack(tmp_path, "mine", files("mine", SOUND | {"mine/zeros": bytes(2_000_000)}))
    assert refused(wheel, tmp_path, Bounds(megabytes=1)) is WheelFault.TOO_LARGE
    assert refused(wheel, tmp_path, Bounds(files=3)) is WheelFault.TOO_LARGE


def test_content_that_is_not_as_recorded_is_refused(tmp_path: Path) -> None:
    record = "mine-1.dist-info/RECORD"
    sound = files("mine", SOUND)
    other = sound | {"mine/data.txt": b"another"}
    more = sound | {"mine/unknown.py": b"x"}
    fewer = {path: body for path, body in sound.items() if path != "mine/data.txt"}
    weak = sound | {record: sound[record].replace(b"sha256", b"md5")}
    odd = sound | {record: b"mine/data.txt\n"}
    for number, held in enumerate((other, more, fewer, weak, odd)):
        (place := tmp_path / str(number)).mkdir()
        assert refused(pack(place, "mine", held), place) is WheelFault.RECORD


def test_what_is_no_wheel_is_refused(tmp_path: Path) -> None:
    (text := tmp_path / "mine-1.whl").write_text("<html>not found</html>")
    assert refused(text, tmp_path) is WheelFault.NOT_A_WHEEL
    bare = pack(tmp_path, "bare", {"mine.py": b"x"})
    assert refused(bare, tmp_path) is WheelFault.NOT_A_WHEEL
    two = pack(tmp_path, "two", files("mine", SOUND) | files("other", {}))
    assert refused(two, tmp_path) is WheelFault.NOT_A_WHEEL
    cut = pack(tmp_path, "cut", files("mine", SOUND))
    cut.write_bytes(cut.read_bytes()[:200])
    assert refused(cut, tmp_path) is WheelFault.NOT_A_WHEEL


def test_a_folder_in_a_record_is_no_fault(tmp_path: Path) -> None:
    held = files("mine", SOUND)
    held["mine-1.dist-info/RECORD"] += row("mine/", b"").encode()
    assert wheel_file.unpack(pack(tmp_path, "mine", held), tmp_path / "out").files
