"""How does an environment come from the store in a moment, as if it had been installed?

Beside the skeleton of an empty environment there is one link for each file or folder of a
component at the top of its site-packages. A folder that several components share (a namespace,
or a package that one adds to) becomes a real folder with links one level deeper. So there is one
site-packages as after an install: `.pth` files, metadata and namespaces work by themselves.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from levee.bench import component
from levee.bench.component import PREFIX, SITE, Component
from levee.bench.provider import Made

STORE = ".store"  #: in site-packages; leads to the components of its interpreter
_ABOUT = ".levee.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """How an environment was made: of which components, and what is not as an install has it."""

    made: Made
    components: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def write(root: Path, about: Assembled) -> None:
    body = {"made": about.made, "components": about.components, "notes": about.notes}
    (root / _ABOUT).write_text(json.dumps(body))


def read(root: Path) -> Assembled:
    """How the environment was made. OSError and ValueError when it does not say."""
    body = json.loads((root / _ABOUT).read_bytes())
    return Assembled(
        made=Made(body["made"]), components=tuple(body["components"]), notes=tuple(body["notes"])
    )


def assemble(root: Path, skeleton: Path, places: Sequence[Path], library: str) -> Assembled:
    """Fill ``root``, which lies in a neighbour of the store's folder, and say how."""
    parts = [component.read(place) for place in places]
    _copy(skeleton, root)
    site = root / "lib" / library / SITE
    if parts:
        tag = skeleton.parent
        up = "../" * len(site.relative_to(root.parents[1]).parts)
        (site / STORE).symlink_to(f"{up}{tag.parent.name}/{tag.name}")
    notes = [*_link_site(site, parts), *_link_prefix(root, parts)]
    about = Assembled(
        made=Made.ASSEMBLED, components=tuple(p.name for p in places), notes=tuple(notes)
    )
    write(root, about)
    return about


def _copy(skeleton: Path, root: Path) -> None:
    """Its files are linked: nobody writes to either."""
    for path in skeleton.iterdir():
        target = root / path.name
        if path.is_symlink():
            target.symlink_to(path.readlink())
        elif path.is_dir():
            target.mkdir()
            _copy(path, target)
        else:
            target.hardlink_to(path)


# -- site-packages


def _link_site(site: Path, parts: Sequence[Component]) -> Iterable[str]:
    owners: dict[str, dict[Component, Path]] = {}
    for part in parts:
        for name in (*part.folders, *part.files):
            owners.setdefault(name, {})[part] = part.place / SITE / name
    for name, of in owners.items():
        if name == STORE:
            yield f"{STORE} of {', '.join(c.name for c in of)} was left out"
        elif len(of) == 1:
            (part,) = of
            (site / name).symlink_to(f"{STORE}/{part.place.name}/{part.short(name)}")
        else:
            yield from _merge(site, name, of)


def _merge(site: Path, below: str, sources: Mapping[Component, Path]) -> Iterable[str]:
    """One place that several components fill: folders are shared, of files the last one counts."""
    if len(sources) > 1 and all(path.is_dir() for path in sources.values()):
        (site / below).mkdir()
        for name, of in _children(sources).items():
            yield from _merge(site, f"{below}/{name}", of)
        return
    part = [*sources][-1]
    if len(sources) > 1:
        names = ", ".join(component.name for component in sources)
        yield f"{below} is in {names}; that of {part.name} was taken"
    up = "../" * below.count("/")
    (site / below).symlink_to(f"{up}{STORE}/{part.place.name}/{SITE}/{below}")


def _children(folders: Mapping[Component, Path]) -> dict[str, dict[Component, Path]]:
    found: dict[str, dict[Component, Path]] = {}
    for part, folder in folders.items():
        for path in sorted(folder.iterdir()):
            found.setdefault(path.name, {})[part] = path
    return found


# -- commands and data


def _link_prefix(root: Path, parts: Iterable[Component]) -> Iterable[str]:
    """Hard links: a program finds the Python beside itself, and data is a file among others."""
    owners: dict[str, Component] = {}
    for part in parts:
        for path in part.prefix:
            target, before = root / path, owners.get(path)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                if before is not None:
                    target.unlink()
                    yield f"{path} is in {before.name}, {part.name}; that of {part.name} was taken"
                target.hardlink_to(part.place / PREFIX / path)
                owners[path] = part
            except (FileExistsError, NotADirectoryError):
                yield f"{path} of {part.name} would take the place of the environment's own"
