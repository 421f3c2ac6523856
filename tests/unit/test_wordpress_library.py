"""Which file of the library is this plugin at this version, and what does it ask for?"""

import json
import zipfile
from pathlib import Path

import pytest

from levee.bench.provider import Conflict, ConflictKind, LabBroken
from levee.bench.wordpress import header, pins, wanted
from levee.bench.wordpress.archive import Refused
from levee.bench.wordpress.header import Header
from levee.bench.wordpress.library import Library
from levee.model.stack import Component, Role, Stack, stack_of


def source(name: str, version: str, more: str = "") -> str:
    return f"<?php\n/**\n * Plugin Name: {name}\n * Version: {version}\n{more} */\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "library").mkdir()
    return Library(folder=tmp_path / "library", store=tmp_path / "store")


def put(library: Library, file: str, folder: str, version: str) -> None:
    with zipfile.ZipFile(library.folder / file, "w") as made:
        made.writestr(f"{folder}/{folder}.php", source(folder, version))


@pytest.mark.parametrize("file", ["shop-1.2.zip", "shop.1.2.zip", "shop@1.2.zip", "shop.zip"])
def test_a_zip_is_found_under_the_names_that_people_give_it(library: Library, file: str) -> None:
    put(library, file, "shop", "1.2")
    put(library, "shop-tables-1.2.zip", "shop-tables", "1.2")
    part = library.plugin("shop", "1.2")
    assert (part.header.version, part.header.file) == ("1.2", "shop.php")
    assert library.kept("shop", part.sha256).name == "shop"


def test_a_folder_serves_as_a_zip_does(library: Library) -> None:
    (library.folder / "shop-1.2").mkdir()
    (library.folder / "shop-1.2" / "main.php").write_text(source("Shop", "1.2"))
    part = library.plugin("shop", "1.2")
    assert part.header.file == "main.php"
    assert library.kept("shop", part.sha256).is_dir()


def test_a_version_that_lacks_is_the_labs_lasting_fault_and_says_what_there_is(
    library: Library,
) -> None:
    put(library, "shop-1.0.zip", "shop", "1.0")
    put(library, "shop-tables-3.0.zip", "shop-tables", "3.0")
    with pytest.raises(LabBroken, match=r"no shop 1\.2: it has shop-1\.0\.zip\. Put") as caught:
        library.plugin("shop", "1.2")
    assert caught.value.lasting
    assert "shop-tables" not in caught.value.reason
    with pytest.raises(LabBroken, match="it has no plugin of that name"):
        library.plugin("forum", "1")


def test_a_file_whose_header_says_another_version_is_not_taken(library: Library) -> None:
    put(library, "shop-1.2.zip", "shop", "1.3")
    with pytest.raises(LabBroken, match=r"shop-1\.2\.zip is 1\.3"):
        library.plugin("shop", "1.2")


def test_a_zip_of_something_else_is_refused_or_no_plugin(library: Library) -> None:
    put(library, "shop-1.2.zip", "forum", "1.2")
    with pytest.raises(Refused, match="the folder forum, not shop"):
        library.plugin("shop", "1.2")
    (library.folder / "tide-1").mkdir()
    (library.folder / "tide-1" / "readme.txt").write_text("no code")
    with pytest.raises(LabBroken, match="tide-1 holds no plugin"):
        library.plugin("tide", "1")


def test_a_lock_is_built_from_the_library_again_when_the_store_is_gone(library: Library) -> None:
    put(library, "shop-1.2.zip", "shop", "1.2")
    part = library.plugin("shop", "1.2")
    fresh = Library(folder=library.folder, store=library.store.with_name("fresh"))
    assert fresh.kept("shop", part.sha256).name == "shop"
    put(library, "shop-1.2.zip", "shop", "1.2.1")
    changed = Library(folder=library.folder, store=library.store.with_name("other"))
    with pytest.raises(LabBroken, match="neither in the store nor in the library"):
        changed.kept("shop", part.sha256)


def test_a_header_is_read_as_wordpress_reads_it(tmp_path: Path) -> None:
    more = (
        " * Requires at least: 6.4\r\n * Requires PHP:8.1\n * Requires Plugins: shop, tide , B!\n"
    )
    (tmp_path / "a.php").write_text("<?php // Plugin Names are nice")
    (tmp_path / "other.php").write_text(source("Other", "2.0"))
    (tmp_path / "shop-extra.php").write_text(source("Extra", "1.0-beta", more))
    found = header.plugin(tmp_path, "shop-extra")
    assert found == Header(
        file="shop-extra.php", version="1.0-beta", wordpress="6.4", php="8.1",
        plugins=("shop", "tide"),
    )  # fmt: skip
    late = "<?php\n" + "#" * 9000 + "\n/* Plugin Name: Late */"
    (tmp_path / "late").mkdir()
    (tmp_path / "late" / "late.php").write_text(late)
    assert header.plugin(tmp_path / "late", "late") is None


NEEDY = Header(file="x.php", version="2.0", wordpress="6.4", php="8.1", plugins=("shop",))


@pytest.mark.parametrize(
    ("there", "wordpress", "php", "says"),
    [
        (("needy", "shop"), "6.5.5", "8.1.34", ""),
        (
            ("needy", "shop"),
            "6.3.5",
            "8.1.34",
            "requires WordPress 6.4 or newer, and this is 6.3.5",
        ),
        (("needy", "shop"), "6.5.5", "8.0.30", "requires PHP 8.1 or newer, and this is 8.0.30"),
        (("needy",), "6.5.5", "8.1.34", "requires the plugins shop, which are not in the stack"),
        (("needy",), "6.4.5", "8.1.34", ""),  # this WordPress does not look at it yet
        (("needy", "shop"), "6.10", "8.10.0", ""),
        (("needy", "shop"), "6.4-RC1", "8.1.34", ""),
    ],
)
def test_what_wordpress_would_refuse_is_said_in_plain_words(
    there: tuple[str, ...], wordpress: str, php: str, says: str
) -> None:
    found = header.objections({"needy": NEEDY}, there, wordpress, php)
    assert found == ([f"needy 2.0 {says}"] if says else [])


def test_what_another_plugin_requires_is_switched_on_before_it() -> None:
    def of(*plugins: str) -> Header:
        return Header(file="x.php", version="1", plugins=plugins)

    parts = {"a": of("z", "gone"), "m": of(), "z": of("m"), "ring": of("gnir"), "gnir": of("ring")}
    found = header.in_order(parts)
    assert sorted(found) == sorted(parts)
    assert found.index("m") < found.index("z") < found.index("a")


def test_a_stack_says_which_wordpress_php_plugins_and_settings() -> None:
    purls = ["pkg:wordpress/wordpress@6.5.5", "pkg:generic/php@8.2.28", "pkg:wordpress/shop@1.2"]
    settings = {
        "wp-core.permalink": "/%year%/%postname%/", "wp-constants.WP_DEBUG": "true",
        "wp-constants.WP_MEMORY_LIMIT": "64M", "wp-constants.DB_PASSWORD": "secret",
        "wp-constants.SCRIPT_DEBUG": "undefined",
    }  # fmt: skip
    theme = "pkg:wordpress/theme/harbour@2.0"
    found = wanted.read(stack_of([*purls, theme], settings=settings))
    assert isinstance(found, wanted.Wanted)
    assert (found.wordpress, found.php) == ("6.5.5", "8.2.28")
    assert found.plugins == (("shop", "1.2"),)
    assert found.themes == (("harbour", "2.0"),)
    assert found.permalink == "/%year%/%postname%/"
    assert found.constants == {"WP_DEBUG": True, "WP_MEMORY_LIMIT": "64M"}


def test_a_contract_may_call_its_host_otherwise() -> None:
    components = (
        Component("pkg:wordpress/core@6.5.5", Role.HOST),
        Component("pkg:wordpress/shop@1.2", Role.PLUGIN),
    )
    found = wanted.read(Stack(components=components))
    assert isinstance(found, wanted.Wanted)
    assert (found.wordpress, found.plugins) == ("6.5.5", (("shop", "1.2"),))


@pytest.mark.parametrize(
    ("purls", "kind"),
    [
        (["pkg:wordpress/shop@1.2", "pkg:wordpress/shop@1.3"], ConflictKind.INCOMPATIBLE),
        (["pkg:wordpress/shop@..%2F..%2Fetc"], ConflictKind.INVALID),
        (["pkg:wordpress/..%2Fshop@1"], ConflictKind.INVALID),
    ],
)
def test_what_can_be_nowhere_is_a_conflict(purls: list[str], kind: ConflictKind) -> None:
    found = wanted.read(stack_of(purls))
    assert isinstance(found, Conflict)
    assert found.kind is kind


def test_a_stack_of_5000_foreign_parts_is_told_in_one_line_of_twenty() -> None:
    with pytest.raises(LabBroken, match="cannot install") as caught:
        wanted.read(stack_of(f"pkg:npm/part-{n}@1.0.0" for n in range(5000)))
    assert caught.value.reason.count("pkg:npm/") == 20


@pytest.mark.parametrize("lock", [pins.php_lock(minor) for minor in pins.PHP])
def test_every_pinned_package_has_its_hash_and_no_address(lock: str) -> None:
    packages = {k: v for k, v in json.loads(lock)["packages"].items() if k}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert "resolved" not in lock
    assert "://" not in lock


def test_one_php_brings_no_other_along() -> None:
    lock = json.loads(pins.php_lock("8.3"))
    names = [name for name in lock["packages"] if "node-8" in name or "node-7" in name]
    assert names == ["node_modules/@php-wasm/node-8-3"]
    assert set(lock["packages"][""]["dependencies"]) == {
        "@php-wasm/node-8-3", "@php-wasm/universal", "ws"
    }  # fmt: skip
