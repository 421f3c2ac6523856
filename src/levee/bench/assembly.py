"""How does an environment come from the store in a moment, as if it had been installed?

Beside the skeleton of an empty environment there is a link for each file and each folder that a
component has at the top of its site-packages. A folder that several components share (a namespace,
or a package that one adds to) becomes a real folder with links one level deeper. So there is one
site-packages as after an install: `.pth` files, metadata and namespaces work by themselves.

Links to folders lie ready in the component and are linked in their turn: a hard link to a link
needs neither an inode nor a block, and is ten times as fast as a new one.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from levee.bench import component
from levee.bench.component import PREFIX, SITE, STORE, Component
from levee.bench.provider import Made

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


def linked(environments: Path) -> frozenset[str]:
    """Every component that one of these environments leads to."""
    found: set[str] = set()
    for path in environments.glob(f"*/{_ABOUT}"):
        try:
            found.update(read(path.parent).components)
        except (OSError, ValueError, KeyError):  # going just now, or made by another version
            continue
    return frozenset(found)


def assemble(root: Path, skeleton: Path, places: Sequence[Path], library: str) -> Assembled:
    """Fill ``root``, which lies in a folder beside the store's, and say how."""
    parts = [component.read(place) for place in places]
    if root.parents[1] != skeleton.parents[2]:
        raise ValueError("an environment lies in a neighbour of the store's folder")
    link_all(skeleton, root)
    site = root / "lib" / library / SITE
    notes = [*_link_site(site, parts), *_link_prefix(root, parts)]
    about = Assembled(
        made=Made.ASSEMBLED, components=tuple(p.name for p in places), notes=tuple(notes)
    )
    write(root, about)
    return about


def link_all(source: Path, root: Path) -> None:
    """Real folders as in ``source``; files and links are hard-linked: nobody writes to them."""
    with os.scandir(source) as entries:
        for entry in entries:
            target = root / entry.name
            if entry.is_dir(follow_symlinks=False):
                target.mkdir()
                link_all(source / entry.name, target)
            else:
                _link(entry.path, str(target))


def _link(source: str, target: str) -> None:
    os.link(source, target, follow_symlinks=False)


# -- site-packages


def prepare(skeleton: Path, library: str) -> None:
    """Give a new skeleton the folder in which an environment names its components.

    A sandbox shows the components themselves there: then also what follows links stays in
    site-packages, as tools expect of what is not one's own code.
    """
    folder = skeleton / "lib" / library / SITE / STORE
    folder.mkdir()
    tag = skeleton.parent
    up = "../" * (len(folder.relative_to(skeleton).parts) + 2)
    (folder / component.ALL).symlink_to(f"{up}{tag.parent.name}/{tag.name}")


def _link_site(site: Path, parts: Sequence[Component]) -> Iterable[str]:
    count = Counter(name for part in parts for name in (*part.folders, *part.files))
    shared: dict[str, dict[Component, Path]] = {}
    into = str(site)
    for part in parts:
        place = str(part.place)
        _link(f"{place}/{component.SELF}", f"{into}/{STORE}/{part.place.name}")
        for names, kind in ((part.folders, component.LINKS), (part.files, SITE)):
            for name in names:
                if count[name] > 1 or name == STORE:
                    shared.setdefault(name, {})[part] = part.place / SITE / name
                else:
                    _link(f"{place}/{kind}/{name}", f"{into}/{name}")
    for name, of in shared.items():
        if name == STORE:
            yield f"{STORE} of {', '.join(c.name for c in of)} was left out"
        else:
            yield from _merge(site, name, of)


def _merge(site: Path, below: str, sources: Mapping[Component, Path]) -> Iterable[str]:
    """One place that several components fill: folders are shared, of files the last one counts."""
    if len(sources) > 1 and all(path.is_dir() for path in sources.values()):
        (site / below).mkdir()
        for name, of in _children(sources).items():
            yield from _merge(site, f"{below}/{name}", of)
        return
    part, path = [*sources.items()][-1]
    if len(sources) > 1:
        names = ", ".join(component.name for component in sources)
        yield f"{below} is in {names}; that of {part.name} was taken"
    if path.is_dir():
        up = "../" * below.count("/")
        (site / below).symlink_to(f"{up}{STORE}/{part.place.name}/{SITE}/{below}")
    else:
        _link(str(path), f"{site}/{below}")


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
    folders = {"bin"}
    for part in parts:
        for path in part.prefix:
            if (before := owners.get(path)) is not None:
                yield f"{path} is in {before.name}, {part.name}; that of {part.name} was taken"
                (root / path).unlink()
            try:
                if (folder := path.rpartition("/")[0]) not in folders:
                    (root / folder).mkdir(parents=True, exist_ok=True)
                    folders.add(folder)
                _link(f"{part.place}/{PREFIX}/{path}", f"{root}/{path}")
                owners[path] = part
            except (FileExistsError, NotADirectoryError):
                yield f"{path} of {part.name} would take the place of the environment's own"
