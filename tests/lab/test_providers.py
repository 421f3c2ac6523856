"""Does every provider keep the one contract, on real packages of its ecosystem?"""

import hashlib
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lab.sites import provider_of
from lab.tiny import PYTHON
from levee.bench import command_provider, npm_component, run_folder, suite_folder, whole_folder
from levee.bench.command_provider import CommandProvider
from levee.bench.npm_provider import NpmProvider
from levee.bench.provider import Conflict, ConflictKind, LabBroken, Lock, Made, Provider
from levee.bench.python_provider import PythonProvider
from levee.bench.runner import Runner
from levee.bench.sandbox import Sandbox
from levee.lab import signature, suites
from levee.model.outcome import Outcome
from levee.model.problem import Rejected
from levee.model.stack import Stack, stack_of

pytestmark = pytest.mark.lab


@dataclass(frozen=True, kw_only=True)
class Case:
    """An ecosystem: a stack that works, one that cannot exist, and a check that tells versions."""

    ecosystem: str
    provider: Callable[[Path], Provider]
    good: Stack
    impossible: Stack
    argv: list[str]
    prints: str


_TOOL = """#!{python}
import json, pathlib, sys
step, words = sys.argv[1], sys.argv[2:]
if step == "resolve":
    names = sorted(c["purl"] for c in json.load(open(words[0]))["components"])
    if len({{n.rpartition("@")[0] for n in names}}) < len(names):
        print("one part in two versions", file=sys.stderr)
        sys.exit(3)
    print("\\n".join(names))
elif step == "build":
    pathlib.Path(words[1], "parts.txt").write_text(pathlib.Path(words[0]).read_text())
else:
    print(json.dumps(json.load(open(words[1]))))
"""


def tool(folder: Path) -> Path:
    path = folder / "tool"
    path.write_text(_TOOL.format(python=sys.executable))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def own(data: Path) -> CommandProvider:
    data.mkdir(parents=True, exist_ok=True)
    path = str(tool(data))
    file = data / "mine.toml"
    steps = "".join(f'{step} = ["{path}", "{step}"]\n' for step in command_provider.STEPS)
    file.write_text(steps + 'version = "1"\n')
    return CommandProvider(data=data, programs=command_provider.read(file))


CASES = (
    Case(
        ecosystem="pypi",
        provider=lambda data: PythonProvider(data=data),
        good=stack_of([PYTHON, "pkg:pypi/iniconfig@2.0.0"]),
        impossible=stack_of([PYTHON, "pkg:pypi/idna@3.10", "pkg:pypi/idna@3.9"]),
        argv=["{python}", "-c", "import importlib.metadata as m; print(m.version('iniconfig'))"],
        prints="2.0.0",
    ),
    Case(
        ecosystem="npm",
        provider=lambda data: NpmProvider(data=data),
        good=stack_of(["pkg:npm/is-odd@3.0.1", "pkg:npm/is-number@6.0.0"]),
        impossible=stack_of(["pkg:npm/eslint@9.12.0", "pkg:npm/eslint-plugin-react@7.20.0"]),
        argv=["{node}", "-p", "require('{env}/node_modules/is-odd/package.json').version"],
        prints="3.0.1",
    ),
    Case(
        ecosystem="wordpress",
        provider=provider_of,
        good=stack_of(["pkg:generic/php@8.3", "pkg:wordpress/harbour-notices@1.0.0"]),
        impossible=stack_of(["pkg:generic/php@7.4", "pkg:wordpress/berth-bookings@3.2.0"]),
        argv=["{bin}/wp-http", "GET /wp-json/harbour/v1/notice 200 north berth"],
        prints="1 of 1 routes held",
    ),
    Case(
        ecosystem="mine",
        provider=own,
        good=stack_of(["pkg:generic/part@1"]),
        impossible=stack_of(["pkg:generic/part@1", "pkg:generic/part@2"]),
        argv=["/bin/cat", "{env}/parts.txt"],
        prints="pkg:generic/part@1",
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[c.ecosystem for c in CASES])
class TestTheContract:
    @pytest.fixture
    def provider(self, case: Case, tmp_path_factory: pytest.TempPathFactory) -> Provider:
        name = f"provider-{case.ecosystem}"
        base = tmp_path_factory.getbasetemp() / name
        return case.provider(base)

    def test_equal_wishes_get_equal_locks(self, case: Case, provider: Provider) -> None:
        first, again = provider.resolve(case.good), provider.resolve(case.good)
        assert isinstance(first, Lock)
        assert first == again
        assert '"resolved"' not in first.text

    def test_what_cannot_exist_is_a_conflict_with_its_explanation(
        self, case: Case, provider: Provider
    ) -> None:
        found = provider.resolve(case.impossible)
        assert isinstance(found, Conflict)
        assert found.kind is ConflictKind.INCOMPATIBLE
        assert len(found.explanation) > 10

    def test_a_lock_is_built_once_and_found_again(self, case: Case, provider: Provider) -> None:
        lock = provider.resolve(case.good)
        assert isinstance(lock, Lock)
        first = provider.build(lock)
        before = first.root.stat().st_ino
        assert provider.build(lock) == first
        assert first.root.stat().st_ino == before

    def test_a_check_runs_in_the_sandbox_on_what_was_locked(
        self, case: Case, provider: Provider, box: Sandbox, tmp_path: Path
    ) -> None:
        folder = tmp_path / "suite"
        folder.mkdir()
        check = f'[[check]]\nname = "version"\nargv = {json.dumps(case.argv)}\n'
        head = f'name = "tiny"\necosystem = "{case.ecosystem}"\nmemory_mb = 2048\nprocesses = 64\n'
        (folder / "suite.toml").write_text(head + check)
        runner = Runner(
            data=tmp_path / "data", providers={case.ecosystem: provider}, sandbox=box,
            clock=lambda: datetime.now(UTC), normalise=signature.normalise, parse=suites.parse,
            pause_s=0.0,
        )  # fmt: skip
        run = runner.run(case.good, suite_folder.read(folder, suites.parse))
        assert run.outcome is Outcome.PASSED, run.why
        out = runner.folder(run.id) / "checks" / "01-version" / "stdout.txt"
        assert out.read_text().strip() == case.prints
        assert runner.rerun(run.id).outcome is Outcome.PASSED
        plain = runner.confirm(run.id)
        assert (plain.outcome, plain.lock_digest) == (Outcome.PASSED, run.lock_digest), plain.why
        folder = runner.folder(plain.id)
        assert (folder / "checks/01-version/stdout.txt").read_text().strip() == case.prints
        assert run_folder.read_record(folder)["plain"]
        assert not (folder / "plain").exists()
        assert runner.rerun(plain.id).outcome is Outcome.PASSED

    def test_a_stack_of_another_ecosystem_is_the_labs_lasting_fault(
        self, case: Case, provider: Provider
    ) -> None:
        if case.ecosystem == "mine":
            return  # the user's own programs decide
        with pytest.raises(LabBroken, match="cannot install") as caught:
            provider.resolve(stack_of(["pkg:cargo/serde@1.0.0"]))
        assert caught.value.lasting


@pytest.mark.parametrize(
    ("purl", "kind"),
    [
        ("pkg:npm/is-odd@99.0.0", ConflictKind.UNKNOWN_VERSION),
        ("pkg:npm/levee-no-such-package-1@1.0.0", ConflictKind.UNKNOWN_PACKAGE),
        ("pkg:npm/is-odd@latest", ConflictKind.INVALID),
    ],
)
def test_npm_says_what_no_registry_has(tmp_path: Path, purl: str, kind: ConflictKind) -> None:
    found = NpmProvider(data=tmp_path).resolve(stack_of([purl]))
    assert isinstance(found, Conflict)
    assert found.kind is kind


def test_a_second_npm_closure_with_two_versions_of_one_dependency_loads(
    tmp_path: Path, box: Sandbox
) -> None:
    stack = stack_of(["pkg:npm/eslint@9.12.0", "pkg:npm/eslint-plugin-import@2.31.0"])
    provider = NpmProvider(data=tmp_path / "data")
    folder = tmp_path / "suite"
    folder.mkdir()
    (folder / "both.js").write_text(
        "const modules = process.argv[2] + '/node_modules/';\n"
        "const { Linter } = require(modules + 'eslint');\n"
        "const plugin = require(modules + 'eslint-plugin-import');\n"
        "const found = new Linter().verify('foo(;', [{}]);\n"
        "process.exit(found[0].fatal && plugin.rules['no-unresolved'] ? 0 : 1);\n"
    )
    argv = json.dumps(["{node}", "{suite}/both.js", "{env}"])
    (folder / "suite.toml").write_text(
        f'name = "lint"\necosystem = "npm"\nmemory_mb = 2048\nprocesses = 64\n'
        f'[[check]]\nname = "both"\nargv = {argv}\n'
    )
    runner = Runner(
        data=tmp_path / "data", providers={"npm": provider}, sandbox=box,
        clock=lambda: datetime.now(UTC), normalise=signature.normalise, parse=suites.parse,
    )  # fmt: skip
    run = runner.run(stack, suite_folder.read(folder, suites.parse))
    assert run.outcome is Outcome.PASSED, run.why


def files_of(root: Path) -> dict[str, tuple[str, bool]]:
    """Each file and link below node_modules: its content, and whether it can be run."""
    found = {}
    for path in (root / "node_modules").rglob("*"):
        if path.is_symlink():
            found[str(path.relative_to(root))] = (str(path.readlink()), False)
        elif path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path.relative_to(root))] = (digest, os.access(path, os.X_OK))
    return found


def listed(root: Path) -> object:
    """What npm itself sees there."""
    done = subprocess.run(
        ["npm", "ls", "--all", "--json"], cwd=root, capture_output=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("purls", "loads"),
    [
        (["pkg:npm/eslint@9.12.0", "pkg:npm/eslint-plugin-import@2.31.0"], "eslint"),
        (["pkg:npm/chokidar@3.6.0"], "chokidar"),  # one of its packages is for macOS only
    ],
)
def test_npm_packages_linked_from_the_store_are_as_npm_installs_them(
    tmp_path: Path, purls: list[str], loads: str
) -> None:
    provider = NpmProvider(data=tmp_path / "data")
    lock = provider.resolve(stack_of(purls))
    assert isinstance(lock, Lock)
    linked, plain = provider.build(lock), provider.plain(lock, tmp_path / "plain")
    assert (linked.made, linked.notes) == (Made.ASSEMBLED, ())
    assert files_of(linked.root) == files_of(plain.root)
    assert listed(linked.root) == listed(plain.root)
    for one in (linked, plain):
        argv = [str(one.program), "-e", f"require('{loads}')"]
        assert subprocess.run(argv, cwd=one.root, timeout=60, check=False).returncode == 0


def test_a_second_npm_stack_fetches_only_what_is_new_and_prune_keeps_what_is_named(
    tmp_path: Path,
) -> None:
    provider = NpmProvider(data=tmp_path / "data")
    first = provider.resolve(stack_of(["pkg:npm/is-odd@3.0.1"]))
    second = provider.resolve(stack_of(["pkg:npm/is-odd@3.0.1", "pkg:npm/is-number@7.0.0"]))
    assert isinstance(first, Lock)
    assert isinstance(second, Lock)
    before = provider.build(first)
    made = {c.place.name: c.place.stat().st_ino for c in provider.store.components()}
    after = provider.build(second)
    now = {c.place.name: c.place.stat().st_ino for c in provider.store.components()}
    assert set(before.components) == made.keys() < now.keys() == {
        *before.components, *after.components,
    }  # fmt: skip
    assert made.items() <= now.items()
    whole_folder.discard(after.root)
    gone = provider.store.collect([first.text], dry=False)
    assert {(c.name, c.version) for c in gone} == {("is-number", "7.0.0")}
    assert provider.store.names(npm_component.TAG) >= made.keys()
    assert provider.build(second).made is Made.ASSEMBLED


def test_what_only_npm_can_lay_out_is_installed_by_npm_and_says_so(tmp_path: Path) -> None:
    provider = NpmProvider(data=tmp_path / "data")
    lock = provider.resolve(stack_of(["pkg:npm/is-odd@3.0.1"]))
    assert isinstance(lock, Lock)
    body = json.loads(lock.text)
    body["packages"]["node_modules/is-odd"]["hasShrinkwrap"] = True
    found = provider.build(Lock(text=json.dumps(body, indent=2), runtime=lock.runtime))
    assert found.made is Made.INSTALLED
    assert found.notes == ("node_modules/is-odd is hasShrinkwrap",)
    assert (found.root / "node_modules/is-odd/package.json").is_file()


def test_a_package_with_another_content_than_locked_reaches_no_environment(tmp_path: Path) -> None:
    provider = NpmProvider(data=tmp_path / "data")
    lock = provider.resolve(stack_of(["pkg:npm/is-odd@3.0.1"]))
    assert isinstance(lock, Lock)
    (wrong,) = re.findall(r'is-odd": {\n\s+"version".*\n\s+"integrity": "sha512-(.{8})', lock.text)
    with pytest.raises(LabBroken, match="npm ci failed"):
        provider.build(Lock(text=lock.text.replace(wrong, "AAAAAAAA"), runtime=lock.runtime))
    assert not [*(tmp_path / "data" / "environments").glob("[!.]*")]


def test_npm_without_a_registry_is_the_labs_own_fault(tmp_path: Path) -> None:
    nowhere = ("--registry", "http://127.0.0.1:9", "--fetch-retries", "0")
    provider = NpmProvider(data=tmp_path, npm_args=nowhere)
    with pytest.raises(LabBroken, match="could not answer"):
        provider.resolve(stack_of(["pkg:npm/is-odd@3.0.1"]))


def test_a_provider_file_names_every_fault(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('resolve = ["tool"]\nbuild = []\nother = 1\n')
    with pytest.raises(Rejected) as caught:
        command_provider.read(file)
    where = {p.where.rpartition(": ")[2] for p in caught.value.problems}
    assert where == {"resolve", "build", "command", "other"}
