"""Does .venv hold the pinned requirements, and if not, how does it come to?

    environment.py check GROUP...            exit 0 when nothing is to be done
    environment.py make [--uv UV] GROUP...   do it

Started by tools/launch with any Python 3.12 or newer, so only the standard library is used.
Runs at once wait for each other (a lock on the root folder, which ends with its last holder),
and an install that was killed leaves its mark: the next run starts .venv afresh.
"""

import hashlib
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
VENV = f"{ROOT}/.venv"
STATE = f"{VENV}/.levee"
PYTHON = f"{VENV}/bin/python"
GROUPS = ("runtime", "dev", "docs")


class Trouble(Exception):
    """What a person has to know to get on."""


def read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123  # pathlib would double the time of a check
            return file.read()
    except FileNotFoundError:
        return b""


def digest(group: str) -> bytes:
    """Everything that decides what an install of the group puts into .venv."""
    summary = hashlib.sha256(ROOT.encode())
    for path in (f"requirements/{group}.txt", "pyproject.toml"):
        summary.update(read(f"{ROOT}/{path}"))
    return summary.hexdigest().encode()


def is_ready(groups: list[str]) -> bool:
    return (
        not os.path.exists(f"{STATE}/unfinished")  # noqa: PTH110
        and os.access(f"{VENV}/bin/levee", os.X_OK)
        and all(read(f"{STATE}/{group}") == digest(group) for group in groups)
    )


def say(text: str) -> None:
    sys.stderr.write(f"levee: {text}\n")


def make(groups: list[str], uv: str | None) -> None:
    import time

    lock = lock_root()
    if is_ready(groups):
        return
    begun = time.monotonic()
    if not is_sound():
        build(uv, lock)
    mark("unfinished")
    install(groups, uv or bootstrap(lock), lock)
    for group in {"runtime", *groups}:
        mark(group, digest(group))
    os.unlink(f"{STATE}/unfinished")  # noqa: PTH108
    say(f"ready after {time.monotonic() - begun:.0f} s")


def lock_root() -> int:
    """Waits for other set-ups. Children inherit the lock: a killed parent frees nothing early."""
    import fcntl

    lock = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("another set-up is at work here; waiting for it")
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def mark(name: str, content: bytes = b"") -> None:
    """Written aside and moved: a mark is whole or absent."""
    with open(f"{STATE}/.{name}", "wb") as file:  # noqa: PTH123
        file.write(content)
    os.replace(f"{STATE}/.{name}", f"{STATE}/{name}")  # noqa: PTH105


def is_sound() -> bool:
    """Can this .venv be built upon? Not if it was moved, left half-made or lost its Python."""
    import subprocess

    if os.path.exists(f"{STATE}/unfinished") or read(f"{STATE}/root") != ROOT.encode():  # noqa: PTH110
        return False
    probe = "import sys, ssl, sqlite3; sys.exit(sys.version_info < (3, 12))"
    try:
        answer = subprocess.run([PYTHON, "-c", probe], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def build(uv: str | None, lock: int) -> None:
    import shutil

    say(f"making .venv with Python {sys.version.split()[0]} ({sys.executable})")
    if os.path.lexists(VENV):
        shutil.rmtree(VENV) if not os.path.islink(VENV) else os.unlink(VENV)  # noqa: PTH108, PTH114
    # With uv at hand pip is not needed, and Debian ships Python without the wheel of pip.
    without = ["--without-pip"] if uv else []
    run([sys.executable, "-m", "venv", *without, VENV], lock, "the environment could not be made")
    os.makedirs(STATE, exist_ok=True)  # noqa: PTH103
    mark("root", ROOT.encode())


def bootstrap(lock: int) -> str:
    """The pinned uv, put into .venv by pip where the machine has none."""
    uv = f"{VENV}/bin/uv"
    if not os.path.exists(uv):  # noqa: PTH110
        say("getting uv")
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pinned = ["--require-hashes", "-r", f"{ROOT}/requirements/bootstrap.txt"]
        run([*pip, *pinned], lock, "uv could not be installed")
    return uv


def install(groups: list[str], uv: str, lock: int) -> None:
    say(f"installing the requirements for {' and '.join(groups)}")
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    pip = [uv, "pip", "install", *quiet, "--python", PYTHON]
    files = [word for group in groups for word in ("-r", f"{ROOT}/requirements/{group}.txt")]
    hint = "the requirements could not be installed; is there a network to the package registry?"
    run([*pip, "--require-hashes", *files], lock, hint)
    # uv_build stands among the requirements, so nothing unpinned is fetched to build.
    editable = ["--no-deps", "--no-build-isolation", "--reinstall-package", "levee", "-e", ROOT]
    run([*pip, *editable], lock, "Levee itself could not be installed")


def run(argv: list[str], lock: int, otherwise: str) -> None:
    import subprocess

    elsewhere = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH")
    kept = {k: v for k, v in os.environ.items() if k not in elsewhere}
    try:
        code = subprocess.run(
            argv, cwd=ROOT, env=kept, pass_fds=[lock], stdin=subprocess.DEVNULL, timeout=1800
        ).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Trouble(f"{otherwise} ({error})") from error
    if code:
        raise Trouble(f"{otherwise} (exit code {code}; what it said stands above)")


def main(argv: list[str]) -> int:
    verb, words = argv[0], argv[1:]
    uv = None
    if words[:1] == ["--uv"]:
        uv, words = words[1], words[2:]
    if unknown := [word for word in words if word not in GROUPS]:
        say(f"unknown group {', '.join(unknown)}; there are {', '.join(GROUPS)}")
        return 2
    if verb == "check":
        return 0 if is_ready(words) else 1
    try:
        make(words, uv)
    except (Trouble, OSError) as trouble:
        say(str(trouble))
        say("nothing is lost: run the same command again when that is mended")
        return 1
    except KeyboardInterrupt:
        say("stopped; the same command starts again")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
