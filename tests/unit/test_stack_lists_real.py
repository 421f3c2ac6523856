"""Are real lists, which nobody here wrote, read as what really runs?"""

import json
from pathlib import Path
from typing import Any

import pytest

from levee.contract.schema import Product
from levee.desk.stack_lists import FORMATS, read
from levee.desk.stack_lists.recognise import recognise
from levee.model.stack import Role, Stack
from submissions import file

LISTS = Path(__file__).resolve().parents[1] / "corpus" / "stack_lists"
DATASETTE = file().product
FASTIFY = DATASETTE.model_copy(
    update={
        "ecosystem": "npm",
        "host": "pkg:npm/fastify",
        "runtime": "pkg:generic/node",
        "plugins": ["pkg:npm/%40fastify/*"],
    }
)
WORDPRESS = DATASETTE.model_copy(
    update={
        "ecosystem": "wordpress",
        "host": "pkg:wordpress/wordpress",
        "runtime": "pkg:generic/php",
        "plugins": ["pkg:wordpress/*"],
        "titles": {"Yoast SEO": "pkg:wordpress/wordpress-seo"},
    }
)
NASTY: tuple[Any, ...] = (None, 7, "", "\x00", [], {}, [[]], {"a": []}, "x" * 2000, True, 1e999)
REAL = {
    "pip_freeze.txt": ("pip-freeze", DATASETTE, 39),
    "pip_inspect.json": ("pip-inspect", DATASETTE, 42),
    "cyclonedx_python.json": ("cyclonedx", DATASETTE, 41),
    "npm_ls.json": ("npm-ls", FASTIFY, 56),
    "package_lock_v1.json": ("package-lock", FASTIFY, 57),
    "package_lock_v2.json": ("package-lock", FASTIFY, 56),
    "package_lock_v3.json": ("package-lock", FASTIFY, 56),
    "cyclonedx_npm.json": ("cyclonedx", FASTIFY, 56),
    "composer_lock.json": ("composer-lock", WORDPRESS, 7),
    "wp_plugin_list.json": ("wp-plugin-list", WORDPRESS, 4),
    "site_health.txt": ("site-health", WORDPRESS, 13),
}


def text_of(name: str) -> str:
    return (LISTS / name).read_text("utf-8")


def whole(value: Any, product: Product) -> Stack:
    stack, problems = read(value, product)
    assert problems == []
    assert stack is not None
    return stack


@pytest.mark.parametrize("name", REAL)
def test_a_real_list_is_recognised_and_read_without_a_problem(name: str) -> None:
    kind, product, number = REAL[name]
    text = text_of(name)
    assert recognise(json.loads(text) if name.endswith(".json") else text) == kind
    assert len(whole(text, product).components) == number
    if name.endswith(".json"):
        assert whole(json.loads(text), product) == whole(text, product)


@pytest.mark.parametrize("name", REAL)
def test_a_format_can_be_named_and_another_one_is_refused(name: str) -> None:
    kind, product, number = REAL[name]
    asked = {"list": text_of(name), "format": kind}
    assert len(whole(asked, product).components) == number
    wrong = "pip-inspect" if kind != "pip-inspect" else "cyclonedx"
    stack, problems = read(asked | {"format": wrong}, product)
    assert stack is None
    assert str(problems[0]) == f"stack.list: is not in the format {wrong}"
    stack, problems = read(asked | {"format": "excel"}, product)
    assert all(known in problems[0].what for known in FORMATS)


def test_lists_of_one_environment_agree() -> None:
    frozen = whole(text_of("pip_freeze.txt"), DATASETTE)
    inspected = whole(text_of("pip_inspect.json"), DATASETTE)
    billed = whole(text_of("cyclonedx_python.json"), DATASETTE)
    known = {c.purl for c in frozen.components}
    assert {c.name for c in inspected.components if c.purl not in known} == {
        "pip", "setuptools", "python"
    }  # fmt: skip
    assert {c.purl for c in billed.components} - known == {
        c.purl for c in inspected.components if c.name in ("pip", "setuptools")
    }


def test_lists_of_one_npm_project_agree() -> None:
    names = ("npm_ls.json", "package_lock_v2.json", "package_lock_v3.json", "cyclonedx_npm.json")
    assert len({whole(text_of(name), FASTIFY).digest for name in names}) == 1


def test_roles_come_from_the_contract() -> None:
    stack = whole(text_of("pip_inspect.json"), DATASETTE)
    assert stack.host is not None
    assert stack.host.purl == "pkg:pypi/datasette@0.65.1"
    assert [c.purl for c in stack.with_role(Role.RUNTIME)] == ["pkg:generic/python@3.11.7"]
    assert "pkg:pypi/datasette-graphql@2.2" in [c.purl for c in stack.with_role(Role.PLUGIN)]
    assert stack.platform["os"] == "linux"
    npm = whole(text_of("npm_ls.json"), FASTIFY)
    assert [c.name for c in npm.with_role(Role.PLUGIN)][:2] == [
        "@fastify/ajv-compiler", "@fastify/cors"
    ]  # fmt: skip


def test_site_health_tells_host_runtime_plugins_theme_and_settings() -> None:
    stack = whole(text_of("site_health.txt"), WORDPRESS)
    purls = [c.purl for c in stack.components]
    assert stack.host is not None
    assert stack.host.purl == "pkg:wordpress/wordpress@6.8"
    assert "pkg:generic/php@8.2.28" in purls
    assert "pkg:wordpress/wordpress-seo@25.0" in purls
    assert "pkg:wordpress/contact-form-7-modules-hidden-fields@2.0.2" in purls
    assert "pkg:wordpress/quick-page-post-redirect-plugin@5.2.4" in purls
    assert "pkg:wordpress/theme/flat-bootstrap-child@1.5" in purls
    assert not any("twenty" in purl for purl in purls)
    assert stack.settings["wp-constants.WP_CACHE"] == "true"
    assert stack.settings["wp-core.permalink"] == "/%postname%/"
    assert stack.settings["wp-dropins.advanced-cache.php"] == "true"
    assert stack.platform["database_version"] == "8.0.41-32"


def test_composer_names_the_host_and_leaves_the_developers_tools_out() -> None:
    purls = [c.purl for c in whole(text_of("composer_lock.json"), WORDPRESS).components]
    assert "pkg:wordpress/wordpress@4.7.5" in purls
    assert "pkg:composer/vlucas/phpdotenv@2.4.0" in purls
    assert not any("php_codesniffer" in purl for purl in purls)


@pytest.mark.parametrize(
    ("name", "version", "said"),
    [
        ("wpackagist-plugin/akismet", "5.3", "pkg:wordpress/akismet@5.3"),
        ("wpackagist-theme/astra", "4.8", "pkg:wordpress/theme/astra@4.8"),
        ("acme/shop", "v1.0-beta2", "pkg:composer/acme/shop@1.0-beta2"),
        ("acme/shop", "dev-main", ""),
        ("acme/shop", "1.x-dev", ""),
        ("acme/shop", None, ""),
        (None, "1.0", ""),
    ],
)
def test_a_locked_package_is_exact_or_a_problem(name: Any, version: Any, said: str) -> None:
    lock = {"content-hash": "0", "packages": [{"name": name, "version": version}]}
    stack, problems = read(lock, WORDPRESS)
    if said:
        assert stack is not None
        assert [c.purl for c in stack.components] == [said]
    else:
        assert [p.where for p in problems] == ["stack.packages[0]"]


def test_idle_plugins_do_not_run_and_drop_ins_are_settings() -> None:
    listed = [
        {"name": "akismet", "status": "active", "version": "5.3"},
        {"name": "hello", "status": "inactive", "version": "1.7.2"},
        {"name": "loader", "status": "must-use", "version": ""},
        {"name": "net", "status": "active-network", "version": "2"},
        {"name": "object-cache.php", "status": "dropin", "version": ""},
    ]
    stack, problems = read("PHP Notice: something in x.php\n" + json.dumps(listed), WORDPRESS)
    assert stack is not None
    assert [c.purl for c in stack.components] == [
        "pkg:wordpress/akismet@5.3", "pkg:wordpress/net@2"
    ]  # fmt: skip
    assert stack.settings == {"dropin.object-cache.php": "present"}
    assert [p.where for p in problems] == ["stack[2]"]


def test_a_list_may_come_with_what_it_does_not_know() -> None:
    more = {"components": [{"purl": "pkg:generic/node@22.11.0"}], "settings": {"cache": "redis"}}
    stack = whole({"list": text_of("npm_ls.json"), **more}, FASTIFY)
    assert [c.version for c in stack.with_role(Role.RUNTIME)] == ["22.11.0"]
    assert stack.settings == {"cache": "redis"}


def test_a_package_from_a_folder_is_no_release() -> None:
    entry = {
        "metadata": {"name": "datasette-vega", "version": "0.6"},
        "direct_url": {"url": "file:///x", "dir_info": {"editable": True}},
    }
    stack, problems = read({"installed": [entry]}, DATASETTE)
    assert stack is None
    assert [p.where for p in problems] == ["stack.installed[0]"]


def test_a_range_a_tag_and_a_branch_are_no_exact_versions() -> None:
    for version in (">=1.0", "^1.2", "~1", "*", "latest", "1.x || 2", "git+ssh://a/b.git#1"):
        stack, problems = read({"datasette": version}, DATASETTE)
        assert stack is None, version
        assert [p.where for p in problems] == ["stack.datasette"]


def test_what_npm_only_wishes_for_is_not_installed_and_an_alias_is_what_it_stands_for() -> None:
    tree = {"dependencies": {"a": {"version": "1.0.0"}, "b": {"missing": True}, "c": {}}}
    assert [c.purl for c in whole(tree, FASTIFY).components] == ["pkg:npm/a@1.0.0"]
    lock = {"lockfileVersion": 1, "dependencies": {"x": {"version": "npm:@s/y@2.0.0"}}}
    assert [c.purl for c in whole(lock, FASTIFY).components] == ["pkg:npm/%40s/y@2.0.0"]


@pytest.mark.parametrize(
    ("bill", "place"),
    [
        ({"specVersion": "9.9", "components": []}, "stack.specVersion"),
        ({"components": {}}, "stack.components"),
        ({"components": [{"type": "boat", "name": "a"}]}, "stack.components[0]"),
        ({"components": [{"type": "library", "name": "a", "version": "1"}]},
         "stack.components[0].purl"),
        ({"components": [{"type": "library", "name": ["a"]}]}, "stack.components[0].name"),
        ({"components": [{"type": "library", "name": "a", "purl": "pkg:npm/a"}]},
         "stack.components[0].purl"),
        ({"components": [{"type": "library", "name": "a", "purl": "pkg:npm/a@1",
                          "components": [7]}]}, "stack.components[0].components[0]"),
    ],
)  # fmt: skip
def test_a_bill_of_materials_is_read_strictly(bill: dict[str, Any], place: str) -> None:
    _, problems = read({"bomFormat": "CycloneDX", "specVersion": "1.6"} | bill, FASTIFY)
    assert place in [p.where for p in problems]


@pytest.mark.parametrize("name", [name for name in REAL if name.endswith(".json")])
def test_no_value_anywhere_in_a_real_list_makes_a_reader_fall_over(name: str) -> None:
    kind, product, _ = REAL[name]
    for nasty in NASTY:
        for spoilt in spoilings(cut(json.loads(text_of(name))), nasty):
            read(spoilt, product)
            read({"list": spoilt, "format": kind}, product)


def cut(value: Any) -> Any:
    """The first few members of each level."""
    if isinstance(value, dict):
        return {k: cut(v) for k, v in list(value.items())[:7]}
    return [cut(v) for v in value[:2]] if isinstance(value, list) else value


def spoilings(value: Any, nasty: Any) -> list[Any]:
    """The list with one of its first members replaced, at each of the first levels."""
    found = []
    for member in value if isinstance(value, dict) else range(len(value)):
        inner = value[member]
        variants = [nasty]
        if isinstance(inner, dict | list) and inner:
            variants += spoilings(inner, nasty)[:12]
        for variant in variants:
            copied = dict(value) if isinstance(value, dict) else list(value)
            copied[member] = variant
            found.append(copied)
    return found
