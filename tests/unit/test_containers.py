"""Do image and composition keep their promises, as far as can be seen without running them?"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
INSTRUCTIONS = [
    line.split(maxsplit=1)
    for line in re.sub(r"\\\n\s*", "", DOCKERFILE).splitlines()
    if line and not line.startswith("#")
]
WORKERS = {"web": ["up"], "worker": ["worker"], "lab-worker": ["worker"]}


def instructions(name: str) -> list[str]:
    return [words[1] for words in INSTRUCTIONS if words[0] == name]


@pytest.fixture(scope="module")
def compose() -> Any:
    # This parser refuses a key that is there twice.
    return YAML(typ="safe", pure=True).load((ROOT / "compose.yaml").read_text("utf-8"))


def test_there_are_web_two_workers_and_a_database(compose: Any) -> None:
    assert set(compose["services"]) == {*WORKERS, "database"}


@pytest.mark.parametrize(("service", "words"), WORKERS.items())
def test_a_service_is_an_entry_point_of_the_one_command(
    compose: Any, service: str, words: list[str]
) -> None:
    assert compose["services"][service]["command"][: len(words)] == words
    assert compose["services"][service]["build"] == "."


def test_the_web_process_listens_to_the_outside_only_in_its_container(compose: Any) -> None:
    assert compose["services"]["web"]["command"] == ["up", "--host", "0.0.0.0"]
    assert compose["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_every_image_has_a_tag_that_stays(compose: Any) -> None:
    images = [s["image"] for s in compose["services"].values()] + instructions("FROM")
    assert all(re.fullmatch(r"[a-z/]+:\d+\.\d+[\w.-]*", image) for image in images), images


def test_the_command_line_is_the_entry_point() -> None:
    assert json.loads(instructions("ENTRYPOINT")[0]) == ["levee"]
    assert json.loads(instructions("CMD")[0])[0] == "up"


def test_nothing_runs_as_root(compose: Any) -> None:
    assert instructions("USER") == ["levee"]
    assert [w[0] for w in INSTRUCTIONS].index("USER") > max(
        i for i, words in enumerate(INSTRUCTIONS) if words[0] in ("RUN", "COPY")
    )
    assert not any(s.get("privileged") or s.get("user") for s in compose["services"].values())


def test_the_image_says_whether_it_is_well() -> None:
    assert len(instructions("HEALTHCHECK")) == 1


def test_all_services_wait_for_a_database_that_answers(compose: Any) -> None:
    assert compose["services"]["database"]["healthcheck"]["test"]
    for name in WORKERS:
        waits = compose["services"][name]["depends_on"]
        assert waits == {"database": {"condition": "service_healthy"}}


def test_no_password_is_written_down(compose: Any) -> None:
    values = [v for s in compose["services"].values() for v in s["environment"].items()]
    secret = [v for k, v in values if "PASSWORD" in k or "SECRET" in k]
    assert secret
    assert all(value.startswith("${") for value in secret)


def test_only_hashed_requirements_are_installed() -> None:
    installs = [part for run in instructions("RUN") for part in run.split("&&")]
    installs = [part for part in installs if "pip install" in part]
    assert installs
    for part in installs:
        assert "--require-hashes" in part or "--no-deps --no-build-isolation" in part, part


def test_docker_itself_reads_the_composition() -> None:
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True).returncode:
        pytest.skip("docker compose is not installed here")
    secrets = {"LEVEE_DB_PASSWORD": "x", "LEVEE_SECRET_KEY": "x", "PATH": "/usr/bin:/bin"}
    read = subprocess.run(
        [docker, "compose", "-f", str(ROOT / "compose.yaml"), "config", "--quiet"],
        env=secrets, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert read.returncode == 0, read.stderr
