"""What does the text of a contract look like with one person or one role changed?

Everything else stays as it was written, comments included.
"""

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

type Values = Mapping[str, Any]


def with_person(text: str, key: str, values: Values) -> str:
    """One who is there is changed, another is added. Empty values are left out."""
    return _changed(text, "people", key, values)


def with_role(text: str, key: str, values: Values, needs_second: bool) -> str:
    """The same for a role, and whether its people need two proofs at signing in."""
    tree = _tree(_changed(text, "roles", key, values))
    asked = [role for role in tree.get("two_factor") or () if role != key]
    wanted = [*asked, key] if needs_second else asked
    if wanted != list(tree.get("two_factor") or ()):
        tree["two_factor"] = _flow(wanted)
    return _written(tree)


def without_person(text: str, key: str) -> str:
    """They are nobody any more, and hold no role. Who is not there changes nothing."""
    tree = _tree(text)
    tree.get("people", {}).pop(key, None)
    for role in tree.get("roles", {}).values():
        if key in role.get("people", ()):
            role["people"] = _flow([one for one in role["people"] if one != key])
    return _written(tree)


def _changed(text: str, section: str, key: str, values: Values) -> str:
    tree = _tree(text)
    known = tree[section].get(key)
    entry = known if known is not None else CommentedMap()
    for name, value in values.items():
        if value in ("", None, []):
            entry.pop(name, None)
        elif entry.get(name) != value:
            entry[name] = _flow(value) if isinstance(value, list) else value
    if known is None:
        entry.fa.set_flow_style()
        tree[section][key] = entry
    return _written(tree)


def _flow(values: Sequence[Any]) -> CommentedSeq:
    """A list on one line."""
    made = CommentedSeq([_pair(one) if isinstance(one, Mapping) else one for one in values])
    made.fa.set_flow_style()
    return made


def _pair(values: Values) -> CommentedMap:
    made = CommentedMap(values)
    made.fa.set_flow_style()
    return made


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _tree(text: str) -> CommentedMap:
    tree: CommentedMap = _yaml().load(text)
    return tree


def _written(tree: CommentedMap) -> str:
    out = StringIO()
    _yaml().dump(tree, out)
    return out.getvalue()
