"""Does the shop, served by this Stack's Datasette, answer as its recipes say?

    checks.py --stack stack.json --bin ENVIRONMENT/bin --junit junit.xml

Needs nothing but the standard library of Python 3.11 or newer. Writes one JUnit testcase per
check; the first is `datasette starts`. Works in, and leaves all in, the current folder.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import recipes
import report
import visit
from host import Host, HostStopped

HERE = Path(__file__).resolve().parent


def main() -> int:
    options = _options()
    stack = json.loads(options.stack.read_text(encoding="utf-8"))
    plan = recipes.for_stack(HERE, stack)
    cases = run(plan, options.bin)
    report.write(cases, options.junit)
    bad = [case for case in cases if case.fault]
    for case in bad:
        sys.stdout.write(f"FAILED {case.component} / {case.name}: {case.fault}\n")
    sys.stdout.write(f"{len(cases)} checks, {len(bad)} failed\n")
    return 1 if bad else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("--stack", "--bin", "--junit"):
        parser.add_argument(name, type=Path, required=True)
    return parser.parse_args()


def run(plan: recipes.Plan, bin_folder: Path) -> list[report.Case]:
    started = time.monotonic()
    starts = report.Case("datasette", "starts")
    with Host(plan, bin_folder, Path.cwd()) as host:
        try:
            host.wait_until_it_answers()
        except HostStopped as error:
            starts.fault, starts.detail = f"it does not start: {error}", host.log()
            skipped = [report.Case(c.component, c.name, skipped=True) for c in plan.checks]
            return [starts, *skipped]
        finally:
            starts.seconds = time.monotonic() - started
        return [starts, *(_case(check, host) for check in plan.checks)]


def _case(check: recipes.Check, host: Host) -> report.Case:
    case, started = report.Case(check.component, check.name), time.monotonic()
    try:
        case.fault, case.detail = visit.fault(check.wanted, host)
    except OSError as error:  # refused, reset, timed out
        case.fault = f"no answer: {type(error).__name__}: {error}"
    case.seconds = time.monotonic() - started
    if case.fault:
        case.detail += f"\n--- the server's last lines\n{host.log()}"
    return case


if __name__ == "__main__":
    sys.exit(main())
