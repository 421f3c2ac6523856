"""Do all tests hold, on SQLite and on PostgreSQL?

    run_tests.py [PYTEST-ARGUMENT...]

First every tier on SQLite, then the tiers that touch the database once more on PostgreSQL, if
tools/find_postgres.py can get one. The closing lines of all stand together at the end, that of
the most tests last.

Each round has a worker for each core. pytest-xdist hands out what it collected first, first, so
the slow tiers come before the quick ones: whoever is done early finds small pieces left to do.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE_TIERS = ("tests/contract", "tests/flow")
CLOSING = re.compile(r"=+ .* in [\d.:]+s.*=+$")
COLOUR = re.compile(r"\x1b\[[\d;]*m")
#: A file stays with one worker, which shares what its tests set up.
BY_FILE = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
#: Chromium's driver leaves an event loop in its process, in which Django refuses the database.
BROWSER = "tests/web"
SLOWEST_FIRST = ("lab", "flow", "contract")
#: Of the caller's environment, what no test is to see. Without bytecode each of the many `levee`
#: processes would compile all of its modules, which takes longer than most tests.
UNSEEN = ("LEVEE_DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
NOTHING_RAN = 5  # pytest's exit code when no test was collected


@dataclass(frozen=True, slots=True)
class Round:
    """One run of pytest: its exit code, its closing line, what find_postgres said."""

    code: int
    closing: str
    postgres: str


def run(argv: list[str]) -> Round:
    """Runs it, shows all it says while it says it, and keeps what the report needs."""
    closing, postgres = "", ""
    kept = {k: v for k, v in os.environ.items() if k not in UNSEEN}
    with subprocess.Popen(
        argv, cwd=ROOT, env=kept, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", bufsize=1,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            plain = COLOUR.sub("", line).strip()
            closing = plain if CLOSING.match(plain) else closing
            postgres = plain if plain.startswith("PostgreSQL: ") else postgres
    return Round(process.returncode, closing, postgres)


def headline(text: str) -> None:
    print(f"\n--- {text}", flush=True)


def other_tiers() -> list[str]:
    """Every folder of tests but the browser's, the slowest first."""
    found = sorted({file.relative_to(ROOT).parts[1] for file in ROOT.glob("tests/*/**/test_*.py")})
    rest = [name for name in found if name not in SLOWEST_FIRST and f"tests/{name}" != BROWSER]
    return [f"tests/{name}" for name in (*(n for n in SLOWEST_FIRST if n in found), *rest)]


def main(extra: list[str]) -> int:
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    pytest = [sys.executable, "-m", "pytest", *colour]

    headline("in the browser, SQLite")
    browser = run([*pytest, *BY_FILE, *extra, BROWSER])
    headline("every other tier, SQLite")
    everything = run([*pytest, *BY_FILE, *extra, *other_tiers()])

    tiers = [tier for tier in DATABASE_TIERS if (ROOT / tier).is_dir()]
    headline(f"{' '.join(tiers) or 'no tier that touches the database'}, PostgreSQL")
    finder = [sys.executable, str(ROOT / "tools/find_postgres.py"), "--"]
    words = [*pytest, *BY_FILE, "-m", "not storeless", *extra]
    again = run([*finder, *words, *tiers]) if tiers else Round(0, "", "PostgreSQL: nothing to run")

    headline("in short")
    broken = f"pytest did not come to its end (exit code {everything.code}); see above"
    closings = ("SQLite:", browser.closing, everything.closing or broken)
    for line in (again.postgres, again.closing, *closings):
        if line:
            print(line, flush=True)
    codes = (browser.code, everything.code, again.code)
    # Of a part that was asked for by words, some tiers may have nothing.
    worst = [code for code in codes if code and not (extra and code == NOTHING_RAN)]
    return worst[0] if worst else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
