"""Is nothing unpacked that could leave its folder, fill the disk or pretend to be a plugin?"""

import stat
import zipfile
from pathlib import Path

import pytest

from levee.bench.wordpress import archive
from levee.bench.wordpress.archive import Refused

SHOP = b"<?php\n/* Plugin Name: Shop\n * Version: 1.0 */\n"


def zipped(path: Path, members: dict[str, bytes], mode: int = stat.S_IFREG | 0o644) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            member = zipfile.ZipInfo(name)
            member.external_attr = mode << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(member, data)
    return path


def test_a_plugin_is_unpacked_read_only_and_without_what_a_mac_leaves(tmp_path: Path) -> None:
    members = {"shop/shop.php": SHOP, "shop/.DS_Store": b"x", "__MACOSX/shop/._shop.php": b"x"}
    archive.unpack(zipped(tmp_path / "shop.zip", members), tmp_path / "out")
    there = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert [p.relative_to(tmp_path / "out").as_posix() for p in there] == ["shop/shop.php"]
    assert stat.S_IMODE(there[0].stat().st_mode) == 0o444
    assert archive.top(tmp_path / "out").name == "shop"


@pytest.mark.parametrize(
    "name", ["../evil.php", "shop/../../evil.php", "/evil.php", "shop\\..\\evil.php", "C:/evil.php"]
)
def test_a_name_that_leads_out_refuses_the_whole_archive(tmp_path: Path, name: str) -> None:
    bad = zipped(tmp_path / "shop.zip", {"shop/shop.php": SHOP, name: b"evil"})
    with pytest.raises(Refused, match="leads out"):
        archive.unpack(bad, tmp_path / "out")
    assert not list(tmp_path.rglob("*.php"))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_a_device_in_a_zip_is_refused(tmp_path: Path, kind: int) -> None:
    bad = zipped(tmp_path / "shop.zip", {"shop/passwd": b"/etc/passwd"}, kind | 0o777)
    with pytest.raises(Refused, match="link or a device"):
        archive.unpack(bad, tmp_path / "out")


def test_a_bomb_is_refused_by_what_it_says_and_stopped_by_what_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST_MB", 1)
    bomb = zipped(tmp_path / "bomb.zip", {"shop/big": bytes(2 * 1024 * 1024)})
    with pytest.raises(Refused, match="unpacked it takes 2 MB"):
        archive.unpack(bomb, tmp_path / "out")
    liar = bomb.read_bytes().replace((2 * 1024 * 1024).to_bytes(4, "little"), b"\x10\0\0\0")
    (tmp_path / "liar.zip").write_bytes(liar)
    with pytest.raises(Refused, match="cannot be read"):
        archive.unpack(tmp_path / "liar.zip", tmp_path / "more")
    assert sum(p.stat().st_size for p in tmp_path.rglob("big")) <= 16


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    many = zipped(tmp_path / "many.zip", {f"shop/{n}": b"" for n in range(3)})
    with pytest.raises(Refused, match="3 files, more than 2"):
        archive.unpack(many, tmp_path / "out")


def test_what_is_no_zip_or_holds_a_name_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop.zip").write_bytes(b"<html>404</html>")
    with pytest.raises(Refused, match="cannot be read as a zip"):
        archive.unpack(tmp_path / "shop.zip", tmp_path / "out")
    both = zipped(tmp_path / "both.zip", {"shop/a": b"file", "shop/a/b": b"below it"})
    with pytest.raises(Refused, match="in each other's way"):
        archive.unpack(both, tmp_path / "more")


def test_an_archive_holds_one_folder_and_nothing_beside_it(tmp_path: Path) -> None:
    archive.unpack(zipped(tmp_path / "loose.zip", {"shop.php": SHOP}), tmp_path / "loose")
    with pytest.raises(Refused, match=r"this one holds shop\.php"):
        archive.top(tmp_path / "loose")
    two = {"shop/shop.php": SHOP, "tables/tables.php": SHOP}
    archive.unpack(zipped(tmp_path / "two.zip", two), tmp_path / "two")
    with pytest.raises(Refused, match="holds shop, tables"):
        archive.top(tmp_path / "two")


def test_a_folder_counts_by_its_files_and_may_hold_no_links(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    (shop / "more").mkdir(parents=True)
    (shop / "shop.php").write_bytes(SHOP)
    (shop / "more" / "a.php").write_bytes(b"a")
    before = archive.digest(shop)
    assert archive.digest(shop) == before
    archive.unpack(shop, tmp_path / "out")
    assert archive.digest(tmp_path / "out" / "shop") == before
    (shop / "more" / "a.php").write_bytes(b"b")
    assert archive.digest(shop) != before
    (shop / "link").symlink_to("/etc")
    with pytest.raises(Refused, match="link"):
        archive.digest(shop)
