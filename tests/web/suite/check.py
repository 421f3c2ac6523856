"""Does each package load, and do iniconfig 2 and packaging 24 get along? (They must not.)"""

import sys
from importlib.metadata import distributions
from pathlib import Path
from xml.sax.saxutils import quoteattr

CANARY = {"datasette": "0.64.8"}


def faults(installed: dict[str, str]) -> dict[str, str]:
    found = {n: f"{n} is known to fail" for n, v in CANARY.items() if installed.get(n) == v}
    host, plugin = installed.get("iniconfig", ""), installed.get("packaging", "")
    if host.startswith("2") and plugin.startswith("24"):
        found["packaging"] = "GET /orders answered 500: <script>alert('check')</script>"
    return found


def case(name: str, fault: str) -> str:
    inside = f"<failure message={quoteattr(fault)}/>" if fault else ""
    return f"<testcase classname={quoteattr(name)} name='answers' time='0.1'>{inside}</testcase>"


installed = {d.metadata["Name"].lower(): d.version for d in distributions()}
bad = faults(installed)
print("\n".join(f"{n}=={v} <b onmouseover=alert(1)>" for n, v in sorted(installed.items())))
cases = "".join(case(name, bad.get(name, "")) for name in sorted(installed))
Path(sys.argv[1]).write_text(f"<testsuite>{cases}</testsuite>", encoding="utf-8")
