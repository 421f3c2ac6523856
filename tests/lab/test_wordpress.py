"""Do real WordPress sites come up with plugins out of zips, and does what breaks them show?"""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lab.levee_command import Levee
from lab.sites import EXAMPLE, data_of, plugin
from levee.bench import run_folder, suite_folder
from levee.bench.npm_provider import NpmProvider
from levee.bench.provider import LabBroken, Lock
from levee.bench.runner import Runner
from levee.bench.sandbox import Sandbox
from levee.bench.wordpress import pins
from levee.bench.wordpress.library import library_of
from levee.bench.wordpress.provider import WordpressProvider
from levee.bench.wordpress.tools import Tools
from levee.contract.schema import Product
from levee.desk import stack_lists
from levee.lab import signature, suites
from levee.model.outcome import Outcome
from levee.model.run import Run
from levee.model.stack import Stack, stack_of

pytestmark = pytest.mark.lab

HARBOUR = "pkg:wordpress/harbour-notices@1.0.0"
TIDY = "pkg:wordpress/tidy-excerpts@2.0.0"
NEWEST = ("pkg:wordpress/wordpress@6.5.5", "pkg:generic/php@8.3")
OLDEST = ("pkg:wordpress/wordpress@6.2.6", "pkg:generic/php@7.4")

#: Runs checks, [[check]] tables, on a stack of package URLs.
RunOn = Callable[..., Run]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return data_of(tmp_path_factory.getbasetemp() / "wordpress-sites")


@pytest.fixture(scope="module")
def library(data: Path) -> Path:
    return library_of(data)


@pytest.fixture
def runner(data: Path, box: Sandbox) -> Runner:
    provider = WordpressProvider(data=data, find_sandbox=lambda: box)
    return Runner(
        data=data, providers={"wordpress": provider}, sandbox=box,
        clock=lambda: datetime.now(UTC), normalise=signature.normalise, parse=suites.parse,
        pause_s=0.0,
    )  # fmt: skip


@pytest.fixture
def run_on(runner: Runner, tmp_path: Path) -> RunOn:
    def run(purls: list[str] | Stack, checks: str, **files: str) -> Run:
        folder = tmp_path / "suite"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.php").write_text(text)
        head = 'name = "site"\necosystem = "wordpress"\nmemory_mb = 2048\n'
        (folder / "suite.toml").write_text(head + checks)
        stack = purls if isinstance(purls, Stack) else stack_of(purls)
        return runner.run(stack, suite_folder.read(folder, suites.parse))

    return run


def check(name: str, *argv: str, more: str = "") -> str:
    return f'[[check]]\nname = "{name}"\nargv = {json.dumps(list(argv))}\n{more}'


PROBE = """<?php
// What the site is, and that nothing leaves it.
$mail  = wp_mail( 'ann@example.org', 'Hello', 'World' );
$begun = microtime( true );
$calls = array( wp_remote_get( 'https://example.org/' ), wp_remote_get( home_url() ) );
spawn_cron();
echo json_encode( array(
    'wordpress' => get_bloginfo( 'version' ),
    'php'       => PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION,
    'active'    => get_option( 'active_plugins' ),
    'outside'   => count( array_filter( $calls, 'is_wp_error' ) ),
    'cron'      => DISABLE_WP_CRON,
    'mail'      => $mail,
    'slow'      => microtime( true ) - $begun > 20,
    'words'     => array_slice( $argv, 1 ),
) );
"""


@pytest.mark.parametrize("base", [NEWEST, OLDEST], ids=["newest", "oldest"])
def test_a_wordpress_boots_with_its_plugins_and_answers_by_http_and_by_script(
    run_on: RunOn, runner: Runner, base: tuple[str, str]
) -> None:
    routes = [
        "GET / 200 Hello world!", "GET /hello-world/ 200 harbour-notice", "GET /nowhere/ 404",
        "GET /wp-json/harbour/v1/notice 200 The north berth is closed.", "GET /wp-admin/ 302",
        "admin GET /wp-admin/plugins.php 200 Tidy Excerpts", "GET / 200 !harbour-secret",
    ]  # fmt: skip
    over_http = check(
        "http", "{bin}/wp-http", "--junit", "{junit}", *routes, more='junit = "j.xml"\n'
    )
    by_script = check("php", "{bin}/wp-php", "{suite}/probe.php", "it's", "{work}")
    served = check("own", "{bin}/wp-serve", "/bin/sh", "-c", 'echo "$WP_URL"')
    run = run_on([*base, HARBOUR, TIDY], over_http + by_script + served, probe=PROBE)
    assert run.outcome is Outcome.PASSED, run.why
    assert [c.name for c in run.checks if c.name in routes] == routes
    said = runner.folder(run.id) / "checks"
    found = json.loads((said / "02-php/stdout.txt").read_text())
    words = found.pop("words")
    assert found == {
        "wordpress": base[0].rpartition("@")[2], "php": base[1].rpartition("@")[2],
        "active": ["harbour-notices/harbour-notices.php", "tidy-excerpts/tidy-excerpts.php"],
        "outside": 2, "cron": True, "mail": True, "slow": False,
    }  # fmt: skip
    assert words[0] == "it's"
    assert (said / "03-own/stdout.txt").read_text().startswith("http://127.0.0.1:")
    assert run_folder.read_record(runner.folder(run.id))["tools"]["@php-wasm/universal"]


def test_two_plugins_that_declare_one_function_are_found_by_isolation(data: Path) -> None:
    levee = Levee(data)
    both = [str(EXAMPLE / f"{name}-update.json") for name in ("before", "after")]
    said = levee("isolate", *both, "--suite", str(EXAMPLE / "suite"), "--deterministic", "--json")
    assert said.code == 0, said.err
    found = json.loads(said.out.splitlines()[-1])
    assert [(d["component"], d["from"], d["to"]) for d in found["interaction"]] == [
        ("pkg:wordpress/harbour-notices", "1.0.0", "1.1.0"),
        ("pkg:wordpress/tidy-excerpts", "2.0.0", "2.1.0"),
    ]
    assert (found["minimal"], found["verified"]) == (True, True)


def test_what_fails_when_it_is_switched_on_is_named_in_every_check(
    run_on: RunOn, library: Path
) -> None:
    quiet = plugin(library, "quiet", "add_option( 'quiet', 1 );\n")
    noisy = plugin(library, "noisy", "echo 'debug: here';\n")
    faller = plugin(library, "faller", "register_activation_hook( __FILE__, 'no_such_thing' );\n")
    run = run_on([*NEWEST, quiet, noisy, faller], check("home", "{bin}/wp-http", "GET / 200"))
    assert run.outcome is Outcome.FAILED
    assert (
        "activation of noisy 1.0: output: The plugin generated unexpected output. It printed"
        in run.why
    )


def test_who_takes_the_site_down_later_is_blamed_not_who_comes_next(
    run_on: RunOn, library: Path
) -> None:
    late = "if ( get_option( 'was_here' ) ) { no_such_function(); }\nadd_option( 'was_here', 1 );\n"
    bomb = plugin(library, "a-late-bomb", late)
    run = run_on([*NEWEST, bomb, HARBOUR], check("home", "{bin}/wp-http", "GET / 200"))
    assert run.outcome is Outcome.FAILED
    assert "activation of a-late-bomb 1.0: down: PHP Fatal error" in run.why


def test_who_only_pretends_or_is_switched_off_again_is_not_on(
    data: Path, library: Path, box: Sandbox
) -> None:
    liar = plugin(library, "liar", 'echo "\\nLEVEE-UP\\n\\nLEVEE:[\\"\\",\\"\\"]"; exit( 0 );\n')
    off = "register_activation_hook( __FILE__, fn() => deactivate_plugins( 'aaa/aaa.php' ) );\n"
    first, rival = plugin(library, "aaa", ""), plugin(library, "rival", off)
    found = activated(data, box, liar, first, rival)
    assert [(one["name"], one["kind"]) for one in found["failed"]] == [
        ("aaa", "gone"), ("liar", "gone"),
    ]  # fmt: skip
    assert "rival" in [one["name"] for one in found["done"]]


def activated(data: Path, box: Sandbox, *purls: str, install_s: float = 60.0) -> dict[str, Any]:
    provider = WordpressProvider(data=data, install_s=install_s, find_sandbox=lambda: box)
    lock = provider.resolve(stack_of([*NEWEST, *purls]))
    assert isinstance(lock, Lock)
    report: dict[str, Any] = json.loads((provider.build(lock).root / "activation.json").read_text())
    return report


def test_a_plugin_that_never_comes_back_is_stopped_and_named(
    data: Path, library: Path, box: Sandbox
) -> None:
    endless = plugin(library, "endless", "while ( true ) {}\n")
    report = activated(data, box, endless, install_s=8.0)
    assert [(one["name"], one["kind"]) for one in report["failed"]] == [("endless", "timeout")]


def test_one_route_that_falls_is_red_while_the_front_page_is_green(
    run_on: RunOn, library: Path
) -> None:
    """And so is a warning that no visitor sees."""
    code = """
add_action( 'rest_api_init', function () {
    register_rest_route( 'tide/v1', '/now', array(
        'permission_callback' => '__return_true',
        'callback' => function () { return no_such_function(); },
    ) );
} );
add_filter( 'the_title', function ( $title ) {
    $none = array();
    return is_single() ? $title . $none['no'] : $title;
} );
"""
    tide = plugin(library, "tide", code)
    routes = check("login", "{bin}/wp-http", "GET /wp-login.php 200 Username")
    rest = check("rest", "{bin}/wp-http", "GET /wp-json/tide/v1/now 200")
    title = check("title", "{bin}/wp-http", "GET /hello-world/ 200 Hello world!")
    run = run_on([*NEWEST, tide], routes + rest + title)
    outcomes = {c.name: (c.outcome, c.message) for c in run.checks}
    assert outcomes["login"][0] is Outcome.PASSED, outcomes
    assert outcomes["rest"][0] is Outcome.FAILED
    assert outcomes["title"][0] is Outcome.FAILED
    assert 'PHP Warning: Undefined array key "no"' in outcomes["title"][1]


def test_a_script_that_falls_fails_its_check(run_on: RunOn) -> None:
    checks = check("falls", "{bin}/wp-php", "{suite}/falls.php")
    checks += check("says", "{bin}/wp-php", "{suite}/says.php")
    run = run_on(
        [*NEWEST, HARBOUR], checks, falls="<?php no_such_function();", says="<?php exit( 3 );"
    )
    said = {c.name: c.message for c in run.checks}
    assert "Call to undefined function no_such_function()" in said["falls"]
    assert "exit code 3" in said["says"]


def test_a_stack_read_from_site_health_runs_with_its_theme_settings_and_a_real_plugin(
    run_on: RunOn, data: Path, library: Path
) -> None:
    """Hello Dolly is what every WordPress brings along; its build is where it is taken from."""
    tools = Tools(folder=data / "wordpress" / "tools", npm=NpmProvider(data=data))
    with zipfile.ZipFile(tools.build("6.5.5")) as core:
        hello = core.read("wp-content/plugins/hello.php")
    with zipfile.ZipFile(library / "hello-dolly.1.7.2.zip", "w") as made:
        made.writestr("hello-dolly/hello.php", hello)
    text = """### wp-core ###

version: 6.5.5
permalink: /%year%/%postname%/

### wp-active-theme ###

name: Twenty Twenty-Four (twentytwentyfour)
version: 1.1

### wp-plugins-active (1) ###

Hello Dolly: version: 1.7.2, author: Matt Mullenweg

### wp-server ###

php_version: 8.3.12 64bit

### wp-constants ###

WP_DEBUG: true
"""
    product = Product(
        ecosystem="wordpress", host="pkg:wordpress/wordpress", runtime="pkg:generic/php",
        plugins=["pkg:wordpress/*"],
    )  # fmt: skip
    stack, problems = stack_lists.read(text, product, "stack")
    assert stack is not None, problems
    year = datetime.now(UTC).year
    routes = ['admin GET /wp-admin/ 200 id="dolly"', f"GET /{year}/hello-world/ 200 Hello world!"]
    script = check("php", "{bin}/wp-php", "{suite}/is.php")
    is_so = "<?php exit( WP_DEBUG && 'twentytwentyfour' === get_stylesheet() ? 0 : 1 );"
    run = run_on(stack, check("http", "{bin}/wp-http", *routes) + script, **{"is": is_so})
    assert run.outcome is Outcome.PASSED, run.why
    assert "PHP 8.3.30 stood in for 8.3.12" in run.why


@pytest.mark.parametrize(
    ("purls", "says"),
    [
        (["pkg:wordpress/wordpress@6.8.1"], "no build of WordPress 6.8.1 here; there are 6.2.6"),
        ([*NEWEST, "pkg:wordpress/harbour-notices@9.9"], "it has harbour-notices-1.0.0.zip"),
        ([NEWEST[0], "pkg:generic/php@5.6.40"], "there is no PHP 5.6.40 here; there are 7.4.33"),
    ],
)
def test_what_this_lab_does_not_have_is_broken_not_evidence(
    run_on: RunOn, purls: list[str], says: str
) -> None:
    run = run_on(purls, check("home", "{bin}/wp-http", "GET / 200"))
    assert run.outcome is Outcome.BROKEN
    assert says in run.why


def test_a_zip_that_is_not_safe_is_a_conflict(run_on: RunOn, library: Path) -> None:
    with zipfile.ZipFile(library / "slip-1.0.zip", "w") as made:
        made.writestr("slip/../../slip.php", "<?php")
    run = run_on([*NEWEST, "pkg:wordpress/slip@1.0"], check("home", "{bin}/wp-http", "GET / 200"))
    assert run.outcome is Outcome.CONFLICT
    assert "leads out of the archive" in run.why


def test_node_that_is_too_old_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "OLDEST_NODE", (99, 0))
    with pytest.raises(LabBroken, match=r"PHP needs Node\.js 99\.0 or newer") as caught:
        WordpressProvider(data=tmp_path).resolve(stack_of(list(NEWEST)))
    assert caught.value.lasting
