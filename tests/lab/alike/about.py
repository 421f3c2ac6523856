"""What does an environment say of itself? JSON that has no path of this machine."""

# mypy: ignore-errors

import importlib.metadata as metadata
import json
import pkgutil
import site
import sys
from pathlib import Path


def about(one: metadata.Distribution) -> dict[str, object]:
    points = sorted((p.group, p.name, p.value) for p in one.entry_points)
    files = [f for f in one.files or () if "__pycache__" not in str(f)]
    ours = {"INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"}
    return {
        "name": one.metadata["Name"],
        "version": one.version,
        "entry_points": points,
        "files": sorted(str(f) for f in files if f.name not in ours),
        "lost": sorted(str(f) for f in files if not f.locate().exists() and f.name not in ours),
    }


def below_the_environment(paths: list[str]) -> list[str]:
    root = Path(sys.prefix)
    return [str(Path(p).relative_to(root)) for p in paths if Path(p).is_relative_to(root)]


commands = Path(sys.argv[1]).iterdir()
everything = {
    "distributions": sorted((about(d) for d in metadata.distributions()), key=lambda d: d["name"]),
    "commands": sorted(p.name for p in commands if not p.name.startswith("activate")),
    "modules": sorted(m.name for m in pkgutil.iter_modules(site.getsitepackages())),
    "path": below_the_environment(sys.path),
    "by_pth": sorted(
        n for n in sys.modules if n.partition(".")[0] in ("_distutils_hack", "coverage")
    ),
    "data": sorted(str(p.relative_to(sys.prefix)) for p in Path(sys.prefix).glob("[!.l]*/*/**/*")),
}
print(json.dumps(everything, indent=1))
