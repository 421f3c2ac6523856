"""What is red in a Night, each failure once however many Stacks share it?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from levee.lab.heat import Column, Heat, Line
from levee.lab.matrix import Cell
from levee.model.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Red:
    """One failure that several Stacks share: the same component at one version, saying the same.
    ``key`` and ``version`` are empty where a whole environment could not be built."""

    key: str
    name: str
    version: str
    outcome: Outcome
    text: str
    lines: tuple[Line, ...]  #: in the order of the Heat
    run: str  #: of the first of them


def reds(heat: Heat) -> tuple[Red, ...]:
    """What is red, each failure once, the one that most Stacks share first."""
    names = {c.key: c for c in heat.columns}
    groups: dict[tuple[str, str, str, Outcome], list[tuple[Line, str]]] = {}
    for line in heat.lines:
        for key, version, cell in _red_cells(line, names):
            assert cell.outcome is not None
            place = (key, version, cell.text, cell.outcome)
            groups.setdefault(place, []).append((line, cell.run))
    found = [_red(names, place, own) for place, own in groups.items()]
    return tuple(sorted(found, key=lambda r: -len(r.lines)))


def _red(
    names: Mapping[str, Column],
    place: tuple[str, str, str, Outcome],
    own: Sequence[tuple[Line, str]],
) -> Red:
    key, version, text, outcome = place
    return Red(
        key=key,
        name=names[key].name if key else "",
        version=version,
        outcome=outcome,
        text=text,
        lines=tuple(line for line, _ in own),
        run=own[0][1],
    )


def _red_cells(line: Line, names: Mapping[str, Column]) -> Iterable[tuple[str, str, Cell]]:
    """(column, version, cell); of a Stack that has no red check, what was said of the whole."""
    if line.canary:
        return
    found = False
    for key, cell in line.spots.items():
        if cell.outcome is not None and cell.outcome.is_red and key in names:
            found = True
            yield key, line.versions.get(names[key].package, ""), cell
    if line.outcome.is_red and not found:
        yield "", "", Cell(outcome=line.outcome, text=line.note, run=line.run)
