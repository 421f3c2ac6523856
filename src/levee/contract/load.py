"""Is this text a contract, and if not, what is wrong on which line?"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from levee.contract import calendars, references
from levee.contract.schema import ContractFile
from levee.model.calendar import Calendar
from levee.model.problem import Problem, Rejected

LIMIT = 2_000_000  #: characters; a contract is a page or twenty, not a data dump
PARTS = 100_000  #: keys and values after every alias is written out
DEPTH = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contract:
    """A contract in force. ``digest`` (sha256 of its text) is its version.

    Each is equal to itself only, so that rules may remember what they read of it.
    """

    file: ContractFile
    calendars: Mapping[str, Calendar]
    digest: str
    text: str

    @property
    def version(self) -> str:
        return self.digest[:12]


def load(text: str, name: str = "contract.yaml") -> Contract:
    """The Contract in ``text``; Rejected carries every problem as ``name:line``."""
    tree = parsed(text, name)
    try:
        file = ContractFile.model_validate(_Unfolding(name).plain(tree))
    except ValidationError as error:
        raise Rejected(tuple(_problems(error, tree, name))) from None
    found, faults = _calendars(file)
    faults += references.problems(file)
    if faults:
        raise Rejected(tuple(_placed(fault, tree, name) for fault in faults))
    return Contract(
        file=file, calendars=found, digest=hashlib.sha256(text.encode()).hexdigest(), text=text
    )


def placed(problems: Iterable[Problem], contract: Contract, name: str) -> tuple[Problem, ...]:
    """Problems of a loaded contract (dotted paths), each at its line in the text."""
    tree = parsed(contract.text, name)
    return tuple(_placed(problem, tree, name) for problem in problems)


def parsed(text: str, name: str) -> CommentedMap:
    """The text as a tree that knows its lines; Rejected when it is no mapping at all."""
    if len(text) > LIMIT:
        raise Rejected((Problem(name, f"longer than {LIMIT} characters"),))
    try:
        tree = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Rejected((Problem(f"{name}:{line}", f"not YAML: {error.problem}"),)) from None
    except (YAMLError, ValueError, RecursionError) as error:
        said = str(error).partition("\n")[0]
        raise Rejected((Problem(f"{name}:1", f"not YAML: {said}"),)) from None
    if not isinstance(tree, CommentedMap):
        raise Rejected((Problem(f"{name}:1", "a contract is a mapping of sections"),))
    return tree


@dataclass(slots=True)
class _Unfolding:
    """The tree without ruamel's own types, so that strict validation sees str and int.

    A few aliases can stand for billions of values, and one for itself: both are refused.
    """

    name: str
    parts: int = 0

    def plain(self, node: Any, depth: int = 0) -> Any:
        self.parts += 1
        if self.parts > PARTS or depth > DEPTH:
            what = "refers to itself, or is nested too deep" if depth > DEPTH else "is too large"
            raise Rejected((Problem(f"{self.name}:1", f"a contract that {what}"),))
        if isinstance(node, CommentedMap):
            below = depth + 1
            return {self.plain(k, below): self.plain(v, below) for k, v in node.items()}
        if isinstance(node, CommentedSeq):
            return [self.plain(item, depth + 1) for item in node]
        return _scalar(node)


def _scalar(node: Any) -> Any:
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node if node is None else str(node)


def _problems(error: ValidationError, tree: CommentedMap, name: str) -> Iterator[Problem]:
    for fault in error.errors():
        path = tuple(part for part in fault["loc"] if part != "[key]")
        where = f"{name}:{_line(tree, path)}"
        shown = ".".join(str(p) for p in path)
        yield Problem(where, f"{shown}: {_said(fault['type'], fault['msg'])}")


def _said(kind: str, message: str) -> str:
    return "unknown key" if kind == "extra_forbidden" else message.removeprefix("Value error, ")


def _line(tree: Any, path: tuple[int | str, ...]) -> int:
    """The line (from 1) of the deepest part of ``path`` that stands in the tree."""
    line, node = 1, tree
    for part in path:
        if isinstance(node, CommentedMap) and part in node:
            line = node.lc.key(part)[0] + 1 if part in (node.lc.data or ()) else line
        elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            line = node.lc.item(part)[0] + 1
        else:
            break
        node = node[part]
    return line


def _placed(fault: Problem, tree: CommentedMap, name: str) -> Problem:
    parts = fault.where.replace("[", ".").replace("]", "").split(".")
    path = tuple(int(p) if p.isdigit() else p for p in parts)
    return Problem(f"{name}:{_line(tree, path)}", f"{fault.where}: {fault.what}")


def _calendars(file: ContractFile) -> tuple[dict[str, Calendar], list[Problem]]:
    found: dict[str, Calendar] = {}
    faults: list[Problem] = []
    for name, shape in file.calendars.items():
        parsed = calendars.parse(name, shape)
        if isinstance(parsed, Calendar):
            found[name] = parsed
        else:
            faults += [Problem(f"calendars.{name}.{p.where}", p.what) for p in parsed]
    return found, faults
