"""What does a build backend ask for, and which wheel does it make? Run inside the sandbox.

    python build_hooks.py requires|wheel SOURCE OUT BACKEND [BACKEND_PATH ...]

Run as a script by the build environment's own interpreter; OUT is a folder.
"""

import importlib
import json
import os
import sys


def main(hook: str, source: str, out: str, backend: str, *path: str) -> None:
    hooks = importlib.import_module("pyproject_hooks")  # of the build environment, not ours
    os.environ["SOURCE_DATE_EPOCH"] = "315619200"  # 1980: the same wheel each time; zip knows it
    os.chdir(source)
    caller = hooks.BuildBackendHookCaller(source, backend, list(path) or None)
    if hook == "requires":
        said = json.dumps(caller.get_requires_for_build_wheel())
        with open(os.path.join(out, "requires.json"), "w", encoding="utf-8") as file:  # noqa: PTH118, PTH123
            file.write(said)
        return
    caller.build_wheel(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
