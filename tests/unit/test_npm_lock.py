"""Does a package-lock.json say what npm would install here, and is npm asked where it does not?"""

import base64
import json
from typing import Any

import pytest

from levee.bench import npm_lock
from levee.bench.npm_lock import Machine, Unlinked

HERE = Machine(os="linux", cpu="x64", libc="glibc", node="20.20.2")
HEX = "ab" * 64
SHA = "sha512-" + base64.b64encode(bytes.fromhex(HEX)).decode()


def lock(**entries: dict[str, Any]) -> str:
    body: dict[str, Any] = {"": {"name": "levee-stack"}}
    for path, entry in entries.items():
        body[path] = {"version": "1.0.0", "integrity": SHA} | entry
    return json.dumps({"lockfileVersion": 3, "packages": body}, indent=2)


def paths(text: str) -> list[str]:
    return [package.path for package in npm_lock.packages(text, HERE)]


A, B = "node_modules/a", "node_modules/a/node_modules/@s/b"


def test_each_package_is_named_by_its_place_and_hash() -> None:
    text = lock(**{B: {}, A: {"bin": {"run": "./bin/run.js"}}})
    outer, inner = npm_lock.packages(text, HERE)
    assert (outer.path, outer.spec, outer.sha512) == (A, "a@1.0.0", HEX)
    assert outer.bin == {"run": "bin/run.js"}
    assert (inner.path, inner.spec) == (B, "@s/b@1.0.0")
    assert npm_lock.hashes(text) == {HEX}


def test_a_package_under_another_name_is_fetched_by_its_own() -> None:
    (found,) = npm_lock.packages(lock(**{A: {"name": "real"}}), HERE)
    assert (found.path, found.spec) == (A, "real@1.0.0")


def test_a_lock_of_another_ecosystem_names_no_npm_package() -> None:
    assert npm_lock.hashes(f"iniconfig==2.0.0 --hash=sha256:{'0' * 64}") == frozenset()


@pytest.mark.parametrize(
    ("asks", "comes"),
    [
        ({"os": ["linux"]}, True),
        ({"os": ["darwin"]}, False),
        ({"os": ["!win32"]}, True),
        ({"os": ["!linux"]}, False),
        ({"os": "any"}, True),
        ({"cpu": ["arm64"], "os": ["linux"]}, False),
        ({"libc": ["musl"]}, False),
        ({"libc": ["glibc"], "cpu": ["x64"]}, True),
        ({"engines": {"node": ">=18"}}, True),
        ({"engines": {"node": ">=22"}}, False),
        ({"engines": {"node": "^8.16.0 || ^10.6.0 || >=10.6.0"}}, True),
        ({"engines": {"node": "^20.21.0"}}, False),
        ({"engines": {"node": "^20.20"}}, True),
        ({"engines": {"node": "20"}}, True),
        ({"engines": {"node": "20.1"}}, False),
    ],
)
def test_an_optional_package_comes_where_it_fits(asks: dict[str, Any], comes: bool) -> None:
    assert paths(lock(**{A: {"optional": True} | asks})) == ([A] if comes else [])


@pytest.mark.parametrize(
    "entry",
    [
        {"link": True},
        {"inBundle": True},
        {"bundleDependencies": ["b"]},
        {"hasShrinkwrap": True},
        {"integrity": ""},
        {"integrity": "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="},
        {"integrity": f"{SHA} {SHA}"},
        {"version": ""},
        {"version": "git+ssh://somewhere/x.git"},
        {"name": "../x"},
        {"os": ["darwin"]},
        {"bin": {"run": "../../run"}},
        {"bin": {"../run": "run"}},
        {"bin": {"run": "/bin/run"}},
        {"bin": "run"},
        {"optional": True, "os": 3},
        {"optional": True, "engines": {"node": ">=1 <30"}},
        {"optional": True, "engines": {"npm": ">=1"}},
        {"optional": True, "os": ["darwin"], "dependencies": {"x": "1"}},
    ],
)
def test_npm_is_asked_where_only_npm_knows(entry: dict[str, Any]) -> None:
    with pytest.raises(Unlinked):
        npm_lock.packages(lock(**{A: entry}), HERE)


@pytest.mark.parametrize(
    "path",
    ["a", "node_modules/..", "../node_modules/a", "/node_modules/a", "x/node_modules/a",
     "node_modules/a/b", "node_modules/a/../b", "node_modules/", "node_modules/.bin"],
)  # fmt: skip
def test_a_place_that_is_none_is_for_npm(path: str) -> None:
    with pytest.raises(Unlinked):
        npm_lock.packages(lock(**{path: {}}), HERE)


def test_a_lock_that_lacks_an_optional_package_is_for_npm_to_judge() -> None:
    with pytest.raises(Unlinked, match="lacks b, an optional dependency of node_modules/a"):
        paths(lock(**{A: {"optionalDependencies": {"b": "1"}}}))


def test_what_another_needs_does_not_stay_away_alone() -> None:
    away: dict[str, Any] = {"optional": True, "os": ["darwin"]}
    with pytest.raises(Unlinked, match="others go with it"):
        paths(lock(**{A: away, "node_modules/b": {"dependencies": {"a": "1"}}}))
    assert paths(lock(**{A: away, "node_modules/b": {"optionalDependencies": {"a": "1"}}})) == [
        "node_modules/b"
    ]
