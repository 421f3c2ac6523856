"""Which rows and columns of a Night are asked for, in which order, and what is red among them?"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from levee.lab import matrix
from levee.model.night import NightResult
from levee.model.outcome import Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Component, Role, Stack

#: What a reader wants to see first.
WORST = (
    Outcome.CONFLICT,
    Outcome.FAILED,
    Outcome.TIMEOUT,
    Outcome.FLAKY,
    Outcome.BROKEN,
    Outcome.EMPTY,
    Outcome.PASSED,
)
#: Whatever is red is as bad.
_RANK = {o: 0 if o.is_red else number for number, o in enumerate(WORST)}
_ROLES = {Role.HOST: 0, Role.RUNTIME: 1}  #: plugins and what a suite names itself come after


class Sort(StrEnum):
    WORST = "worst"  #: what is red first, of those what most traffic runs
    HEAVIEST = "heaviest"  #: what most traffic runs first


class Columns(StrEnum):
    COMPONENTS = "components"  #: one for host, runtime, each plugin, and whatever a check names
    RED_COMPONENTS = "red-components"  #: of these where something is red
    CHECKS = "checks"  #: one for each check
    RED_CHECKS = "red-checks"  #: of these where something is red

    @property
    def only_red(self) -> bool:
        return self in (Columns.RED_COMPONENTS, Columns.RED_CHECKS)

    @property
    def by_check(self) -> bool:
        return self in (Columns.CHECKS, Columns.RED_CHECKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``key`` identifies, ``name`` is for people. ``package`` is empty where a suite checks what
    is no component of any stack. ``reds`` counts the rows that are shown and red here."""

    key: str
    name: str
    package: str = ""
    role: Role | None = None
    reds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One Stack of a Night. Spots are sparse: what was not checked has none."""

    stack: Stack
    outcome: Outcome
    note: str
    run: str  #: the Run that the outcome rests on
    canary: bool
    spots: Mapping[str, matrix.Cell]
    versions: Mapping[str, str]  #: by package

    @property
    def digest(self) -> str:
        return self.stack.digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """A Night by components or by checks, the lines in the order in which they ran."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How many clients run a Stack, with how much traffic."""

    clients: int = 0
    traffic: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of a Heat. None and empty ask for everything.

    With ``columns`` an outcome is that of these columns, and of the whole Stack only where it has
    none there: a plugin that was never tested, since the Stack could not be built, is as red.
    """

    columns: frozenset[str] = frozenset()
    version: str = ""
    stacks: frozenset[str] | None = None
    outcomes: frozenset[Outcome] = frozenset()
    sort: Sort = Sort.WORST
    only_red: bool = False
    weights: Mapping[str, Weight] = field(default_factory=dict)


def of_night(night: NightResult, by_check: bool = False) -> Heat:
    """All of a Night that ended, A/A Runs aside."""
    whole = matrix.of_night(night)
    table = whole if by_check else matrix.by_component(whole)
    runs = _by_stack(night.runs)
    stacks = {digest: own[0].stack for digest, own in runs.items()}
    columns = _columns(table.columns, stacks.values(), by_check)
    keys = [columns[text].key for text in table.columns]
    lines = (_line(row, runs[row.key], keys) for row in table.rows)
    return Heat(columns=tuple(dict.fromkeys(columns.values())), lines=tuple(lines))


def _by_stack(runs: Iterable[Run]) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = {}
    for run in runs:
        if run.purpose is not Purpose.AA:
            found.setdefault(run.stack.digest, []).append(run)
    return found


def _line(row: matrix.Row, runs: Sequence[Run], keys: Sequence[str]) -> Line:
    outcome = row.outcome or Outcome.EMPTY
    telling = next((r for r in runs if r.outcome is outcome), runs[-1])
    spots: dict[str, matrix.Cell] = {}
    for key, cell in zip(keys, row.cells, strict=True):
        if cell.outcome is not None:
            spots[key] = cell
    return Line(
        stack=telling.stack,
        outcome=outcome,
        note=row.note,
        run=telling.id,
        canary=telling.purpose is Purpose.CANARY,
        spots=spots,
        versions=telling.stack.versions,
    )


def _columns(checked: Iterable[str], stacks: Iterable[Stack], by_check: bool) -> dict[str, Column]:
    """What a suite calls a component, and the column of it. A suite may name it by its package URL
    or as its ecosystem does; what only stands in stacks is a column of components, too."""
    parts = {c.package: c for stack in stacks for c in stack.components}
    known = {_plain(c.name): c for c in parts.values()} | parts
    found: dict[str, Column] = {}
    for text in checked:
        component, _, check = text.partition("::")
        part = known.get(component) or known.get(_plain(component))
        found[text] = _column(component, check if by_check else "", part)
    if not by_check:
        shown = (c for c in parts.values() if c.role is not Role.DEPENDENCY)
        found |= {c.package: _column(c.package, "", c) for c in shown}
    return found


def _column(text: str, check: str, part: Component | None) -> Column:
    name, package = (part.name, part.package) if part else (text, "")
    return Column(
        key=f"{text}::{check}" if check else package or text,
        name=f"{name}: {check}" if check else name,
        package=package,
        role=part.role if part else None,
    )


def _plain(name: str) -> str:
    """As package names are compared: ``Datasette_GraphQL`` is ``datasette-graphql``."""
    return name.lower().replace("_", "-").replace(".", "-")


def only(heat: Heat, stacks: frozenset[str]) -> Heat:
    """What somebody sees to whom only these Stacks belong: no other line, and no column that only
    others fill. The canary is nobody's."""
    lines = tuple(x for x in heat.lines if x.digest in stacks and not x.canary)
    seen = {key for line in lines for key in (*line.spots, *line.versions)}
    return Heat(columns=tuple(c for c in heat.columns if c.key in seen), lines=lines)


def named(heat: Heat, text: str) -> frozenset[str]:
    """The columns that a person means: by package or by name, or where none is called exactly so,
    those whose name has it inside."""
    wanted = _plain(text.strip())
    exact = {c.key for c in heat.columns if wanted in (_plain(c.package), _plain(_base(c)))}
    return frozenset(exact or {c.key for c in heat.columns if wanted in _plain(c.name)})


def _base(column: Column) -> str:
    return column.name.partition(": ")[0]


def sought(heat: Heat, wish: Wish) -> Heat:
    """The lines that match, in the order wished for; the canary, which has to be red, comes last.
    Columns that are asked for by name come first, then host and runtime, then where most is red."""
    lines = tuple(sorted((x for x in heat.lines if _matches(x, heat, wish)), key=_order(wish)))
    reds = Counter(
        key
        for line in lines
        if not line.canary
        for key, cell in line.spots.items()
        if cell.outcome and cell.outcome.is_red
    )
    columns = [replace(c, reds=reds[c.key]) for c in heat.columns]
    if wish.only_red:
        columns = [c for c in columns if c.reds or c.key in wish.columns]
    return Heat(columns=tuple(sorted(columns, key=_column_order(wish))), lines=lines)


def _column_order(wish: Wish) -> Callable[[Column], tuple[object, ...]]:
    def place(column: Column) -> tuple[object, ...]:
        role = _ROLES.get(column.role, 2) if column.role else 2
        return (column.key not in wish.columns, role, -column.reds, column.name, column.key)

    return place


def _matches(line: Line, heat: Heat, wish: Wish) -> bool:
    if wish.stacks is not None and line.digest not in wish.stacks:
        return False
    own = [c for c in heat.columns if c.key in wish.columns]
    if own and not any(_has(line, column, wish.version) for column in own):
        return False
    if not wish.outcomes:
        return True
    cells = [line.spots[c.key].outcome for c in own if c.key in line.spots]
    return bool(wish.outcomes.intersection(cells or [line.outcome]))


def _has(line: Line, column: Column, version: str) -> bool:
    if not column.package:
        return column.key in line.spots and not version
    at = line.versions.get(column.package)
    return at is not None and version in ("", at)


def _order(wish: Wish) -> Callable[[Line], tuple[object, ...]]:
    none = Weight()

    def place(line: Line) -> tuple[object, ...]:
        weight = wish.weights.get(line.digest, none)
        heavy = (-weight.traffic, -weight.clients)
        if wish.sort is Sort.HEAVIEST:
            return (line.canary, *heavy, _RANK[line.outcome], line.digest)
        return (line.canary, _RANK[line.outcome], *heavy, line.digest)

    return place


def tally(lines: Iterable[Line]) -> dict[Outcome, int]:
    """How many Stacks ended how, worst first; the canary is not counted."""
    counts = Counter(line.outcome for line in lines if not line.canary)
    return {outcome: counts[outcome] for outcome in WORST if counts[outcome]}
