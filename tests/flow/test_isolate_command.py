"""Does `levee isolate` keep its promises to whoever calls it from a shell?"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import levee

pytestmark = pytest.mark.storeless
SOURCE = Path(levee.__file__).parents[1]
GOOD = ["base", "old"]
BAD = ["base", *(f"p{i:02}" for i in range(12))]
FAILS = 'grep -q p03 "$LEVEE_STACK" && grep -q p07 "$LEVEE_STACK" && exit 1; exit 0'


def start(folder: Path, *options: str, run: str = FAILS) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "levee.commands.isolate", "good.json", "bad.json", *options]
    return subprocess.Popen(
        [*argv, "--run", run] if run else argv,
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(SOURCE)},
        preexec_fn=listening,
    )


def listening() -> None:
    """As from a terminal: whoever runs the tests in the background ignores interrupts for all."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def isolate(folder: Path, *options: str, run: str = FAILS) -> tuple[int, str, str]:
    process = start(folder, *options, run=run)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    return process.returncode, out, err


def answer(out: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(out.splitlines()[-1])
    return body


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, GOOD, BAD)
    return tmp_path


def write(folder: Path, good: object, bad: object) -> None:
    (folder / "good.json").write_text(json.dumps(good))
    (folder / "bad.json").write_text(json.dumps(bad))


def names(out: str) -> set[str]:
    return {d["component"] for d in answer(out)["interaction"]}


def test_two_texts_that_break_together_are_found(folder: Path) -> None:
    code, out, _ = isolate(folder, "--json", "--deterministic")
    body = answer(out)
    assert code == 0
    assert names(out) == {"p03", "p07"}
    assert body["minimal"]
    assert body["verified"]
    assert set(body) == {
        *("interaction", "minimal", "verified", "runs", "rounds"),
        *("unresolved", "p", "confidence", "seed"),
    }


def test_by_default_a_failure_that_comes_every_time_is_found_too(folder: Path) -> None:
    code, out, _ = isolate(folder, "--json", "--jobs", "3", "--seed", "5")
    assert code == 0
    assert names(out) == {"p03", "p07"}
    assert answer(out)["p"] == 1.0
    assert answer(out)["seed"] == 5
    assert answer(out)["rounds"] < answer(out)["runs"]


def test_maps_and_the_formats_of_candidates(folder: Path) -> None:
    write(folder, {"a": 1, "b": {"x": 1}}, {"b": {"x": 2}, "c": True})
    seen = 'cat "$LEVEE_STACK" >> seen; echo >> seen; echo "$LEVEE_DELTAS" >> asked; '
    code, out, _ = isolate(
        folder,
        "--json",
        "--deterministic",
        run=seen + 'grep -q "x.: 2" "$LEVEE_STACK" && exit 9; exit 0',
    )
    assert code == 0
    assert answer(out)["interaction"] == [
        {"kind": "setting", "component": "b", "from": '{"x": 1}', "to": '{"x": 2}'}
    ]
    stacks = [json.loads(line) for line in (folder / "seen").read_text().splitlines()]
    assert {"a": 1, "b": {"x": 1}} in stacks
    assert {"b": {"x": 2}, "c": True} in stacks
    asked = [json.loads(line) for line in (folder / "asked").read_text().splitlines()]
    assert [] in asked


def test_package_urls_are_a_stack_and_stay_a_list(folder: Path) -> None:
    write(folder, ["pkg:pypi/a@1", "pkg:pypi/b@1"], ["pkg:pypi/a@2", "pkg:pypi/c@1"])
    read = "import json, os, sys; s = json.load(open(os.environ['LEVEE_STACK']))"
    run = f"python3 -c \"{read}; sys.exit('pkg:pypi/a@1' not in s)\""
    code, out, _ = isolate(folder, "--json", "--deterministic", run=run)
    assert code == 0
    assert answer(out)["interaction"] == [
        {"kind": "version", "component": "pkg:pypi/a", "from": "1", "to": "2"}
    ]


def test_a_stack_file_with_settings(folder: Path) -> None:
    stack = {"components": [{"purl": "pkg:pypi/a@1", "role": "host"}], "settings": {"cache": "off"}}
    write(folder, stack, {**stack, "settings": {"cache": "redis", "new": "1"}})
    code, out, _ = isolate(folder, "--json", run='! grep -q redis "$LEVEE_STACK"')
    assert code == 0
    assert answer(out)["interaction"] == [
        {"kind": "setting", "component": "cache", "from": "off", "to": "redis"}
    ]


def test_a_good_that_fails_and_a_bad_that_passes_say_which(folder: Path) -> None:
    code, out, err = isolate(folder, "--json", run="exit 1")
    assert code == 1
    assert "GOOD" in err
    assert answer(out)["problems"][0]["where"] == "GOOD"
    code, _, err = isolate(folder, "--deterministic", run="exit 0")
    assert code == 1
    assert "BAD does not fail" in err.replace(":", "")


def test_equal_and_empty_lists_are_valid_and_differ_in_nothing(folder: Path) -> None:
    write(folder, [], [])
    code, _, err = isolate(folder, run="exit 0")
    assert code == 1
    assert "BAD" in err


def test_bad_input_lists_every_problem_with_its_place(folder: Path) -> None:
    (folder / "good.json").write_text('{"components": [{"purl": "nonsense"}, 3], "extra": 1}')
    (folder / "bad.json").write_text('["pkg:pypi/a@1"]')
    code, out, err = isolate(folder, "--alpha", "7", "--jobs", "0", "--json")
    assert code == 2
    where = {problem["where"] for problem in answer(out)["problems"]}
    assert where >= {"--alpha", "--jobs", "GOOD.components[0]", "GOOD.components[1]", "GOOD.extra"}
    assert "--alpha" in err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[1,", "no JSON"),
        ('{"a": 1, "a": 2}', "twice"),
        ("[" * 100_000, "deep"),
        ("[NaN]", "NaN"),
        ("3", "not comparable"),
        ("[" + " " * 10_000_001 + "]", "larger than 10 MB"),
    ],
)
def test_a_malformed_file_is_named_and_refused(folder: Path, text: str, says: str) -> None:
    (folder / "bad.json").write_text(text)
    code, _, err = isolate(folder)
    assert code == 2
    assert says in err


def test_a_missing_file_and_a_missing_command_are_both_named(folder: Path) -> None:
    (folder / "good.json").unlink()
    code, _, err = isolate(folder, run="")
    assert code == 2
    assert "GOOD" in err
    assert "--run" in err


def test_a_spent_budget_prints_the_best_so_far(folder: Path) -> None:
    code, out, _ = isolate(folder, "--json", "--budget", "5")
    assert code == 3
    assert names(out) >= {"p03", "p07"}
    assert not answer(out)["minimal"]
    assert answer(out)["runs"] == 5


def test_a_command_that_breaks_is_tried_three_times(folder: Path) -> None:
    code, _, err = isolate(folder, run="echo x >> tries; exit 127")
    assert code == 1
    assert "cannot be judged" in err
    assert (folder / "tries").read_text() == "x\n" * 3


def test_a_command_that_cannot_tell_is_asked_ten_times_where_it_must(folder: Path) -> None:
    code, _, _ = isolate(folder, run="echo x >> tries; exit 125")
    assert code == 1
    assert (folder / "tries").read_text() == "x\n" * 10


def test_a_killed_run_is_resumed_and_asks_nothing_twice(folder: Path) -> None:
    log = 'cat "$LEVEE_STACK" >> asked; echo >> asked; sleep 0.1; '
    process = start(folder, "--resume", "facts", "--deterministic", run=log + FAILS)
    for _ in range(300):
        time.sleep(0.02)
        if (folder / "facts").exists() and (folder / "facts").read_bytes().count(b"\n") > 4:
            break
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    time.sleep(0.3)
    kept = (folder / "facts").read_bytes().count(b"\n") - 1
    with (folder / "facts").open("ab") as file:
        file.write(b'{"deltas":[1')
    (folder / "asked").unlink()
    code, out, _ = isolate(
        folder, "--resume", "facts", "--deterministic", "--json", run=log + FAILS
    )
    assert code == 0
    assert names(out) == {"p03", "p07"}
    asked = (folder / "asked").read_text().splitlines()
    assert answer(out)["runs"] == kept + len(asked)
    assert len(set(asked)) == len(asked)


def test_a_finished_answer_file_answers_without_a_single_run(folder: Path) -> None:
    first = isolate(folder, "--resume", "facts", "--json")[1]
    again = isolate(folder, "--resume", "facts", "--json", run=FAILS)
    assert again[0] == 0
    assert again[1] == first


def test_an_answer_file_of_another_isolation_is_refused(folder: Path) -> None:
    isolate(folder, "--resume", "facts", "--deterministic")
    code, _, err = isolate(folder, "--resume", "facts", run="exit 1")
    assert code == 2
    assert "another" in err


def test_an_interrupt_prints_the_best_so_far_and_how_to_resume(folder: Path) -> None:
    slow = "echo x >> tries; sleep 0.2; "
    process = start(folder, "--json", "--deterministic", run=slow + FAILS)
    while not (folder / "tries").exists() or len((folder / "tries").read_text()) < 10:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert not answer(out)["minimal"]
    option = next(word for word in err.split() if word.endswith(".jsonl"))
    code, out, _ = isolate(
        folder, "--json", "--deterministic", "--resume", option, run=slow + FAILS
    )
    assert code == 0
    assert names(out) == {"p03", "p07"}
