"""How does the import of each module at the top of site-packages end?"""

import importlib.metadata as metadata
import pkgutil
import site
import subprocess
import sys

LOAD = """
import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
        print(name, "imported")
    except BaseException as error:
        print(name, type(error).__name__, str(error)[:100])
"""
names = sorted(m.name for m in pkgutil.iter_modules(site.getsitepackages()))
names += sorted({p.module for d in metadata.distributions() for p in d.entry_points})
for begin in range(0, len(names), 20):
    said = subprocess.run(
        [sys.executable, "-c", LOAD, *names[begin : begin + 20]],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    print(said.stdout, end="")
