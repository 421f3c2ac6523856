"""In which settings do two contracts differ?"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from levee.contract.schema import ContractFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One dotted path with what stands there; None where nothing does."""

    path: str
    before: object
    after: object


def differences(before: ContractFile, after: ContractFile) -> tuple[Setting, ...]:
    """Every setting that is not the same, in the order of the files. Remarks do not count."""
    old, new = dict(_flat(_written(before))), dict(_flat(_written(after)))
    return tuple(
        Setting(path=path, before=old.get(path), after=new.get(path))
        for path in dict.fromkeys((*old, *new))
        if old.get(path) != new.get(path)
    )


def _written(file: ContractFile) -> dict[str, Any]:
    """As it stands in the file; a feed by its digest, since its text is no setting to read."""
    feeds = {name: sha256(text.encode()).hexdigest()[:12] for name, text in file.feeds.items()}
    return file.model_dump(mode="json", by_alias=True) | {"feeds": feeds}


def _flat(node: Any, path: str = "") -> Iterator[tuple[str, object]]:
    """Leaves by their path; what is empty is a leaf, too."""
    if not node or not isinstance(node, dict | list):
        yield path, node
        return
    parts = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in parts:
        yield from _flat(value, f"{path}.{key}" if path else str(key))
