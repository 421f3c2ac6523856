"""What do the tests of WordPress stand on: plugins as zips, one PHP and core for all of them?"""

import os
import zipfile
from pathlib import Path

from lab.levee_command import EXAMPLES
from levee.bench.wordpress.library import library_of
from levee.bench.wordpress.provider import WordpressProvider

EXAMPLE = EXAMPLES / "wordpress"


def data_of(data: Path) -> Path:
    """A data folder whose library holds the example's plugins as zips. PHP and the builds are
    fetched once for all workers of a session."""
    worker = "PYTEST_XDIST_WORKER" in os.environ
    session = data.parents[1] if worker else data.parent
    shared = session / "wordpress-tools"
    shared.mkdir(exist_ok=True)
    library_of(data).mkdir(parents=True, exist_ok=True)
    tools = data / "wordpress" / "tools"
    if not tools.is_symlink():
        tools.symlink_to(shared)
    for folder in (EXAMPLE / "library").iterdir():
        zip_of(folder, library_of(data))
    return data


def provider_of(data: Path) -> WordpressProvider:
    return WordpressProvider(data=data_of(data))


def zip_of(folder: Path, library: Path) -> Path:
    """NAME-VERSION/ -> NAME-VERSION.zip, with the folder NAME in it, as they are published."""
    name = folder.name.rpartition("-")[0]
    target = library / f"{folder.name}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(folder.rglob("*")):
            made.write(path, f"{name}/{path.relative_to(folder)}")
    return target


def plugin(library: Path, name: str, code: str, version: str = "1.0", more: str = "") -> str:
    """Puts a plugin of a few lines into the library; its package URL."""
    head = f"<?php\n/*\n * Plugin Name: {name}\n * Version: {version}\n{more} */\n"
    with zipfile.ZipFile(library / f"{name}-{version}.zip", "w") as made:
        made.writestr(f"{name}/{name}.php", head + code)
    return f"pkg:wordpress/{name}@{version}"
