"""What does each Stack look like, check by check: over one Night, over its Nights, by suite?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from levee.model.night import NightResult
from levee.model.outcome import CheckResult, Outcome, together
from levee.model.run import Purpose, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One check (or suite) of one row. None: it was not run there. ``run`` is a Run's id."""

    outcome: Outcome | None = None
    text: str = ""
    run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``key`` identifies (a digest or a date), ``label`` is for people; cells as the columns."""

    key: str
    label: str
    outcome: Outcome | None
    note: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A table of outcomes with its title; it can always be derived again from Runs."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def of_night(night: NightResult) -> Matrix:
    """Stacks x checks of one Night, stacks in the order their first Run stands in."""
    measured = _without_aa(night.runs)
    groups = _grouped(measured, lambda r: r.stack.digest)
    columns = _checks(measured)
    void = f" (void: {night.reason})" if night.void else ""
    rows = (_row(key, runs[0].stack.short, runs, columns) for key, runs in groups.items())
    return Matrix(title=f"{night.suite}, {night.day}{void}", columns=columns, rows=tuple(rows))


def of_stack(stack_digest: str, suite: str, nights: Iterable[NightResult]) -> Matrix:
    """One Stack's Nights x checks, oldest first; Nights that did not run it are left out."""
    own = [n for n in sorted(nights, key=lambda n: n.day) if n.suite == suite]
    pairs = [(n, [r for r in _without_aa(n.runs) if r.stack.digest == stack_digest]) for n in own]
    columns = _checks([r for _, runs in pairs for r in runs])
    rows = []
    for night, runs in pairs:
        if runs:
            note = f"void: {night.reason}" if night.void else ""
            rows.append(_row(str(night.day), str(night.day), runs, columns, note))
    return Matrix(title=f"{stack_digest[:12]}, {suite}", columns=columns, rows=tuple(rows))


def of_suites(runs: Sequence[Run]) -> Matrix:
    """Stacks x suites: how all given Runs of each pair ended together."""
    columns = tuple(sorted({r.suite for r in runs}))
    rows = []
    for key, own in _grouped(runs, lambda r: r.stack.digest).items():
        cells = tuple(_suite_cell([r for r in own if r.suite == suite]) for suite in columns)
        outcome = together(r.outcome for r in own)
        label = own[0].stack.short
        rows.append(Row(key=key, label=label, outcome=outcome, note="", cells=cells))
    return Matrix(title="suites", columns=columns, rows=tuple(rows))


def _without_aa(runs: Iterable[Run]) -> list[Run]:
    """A/A Runs measure the lab: they are no cell of a Stack."""
    return [r for r in runs if r.purpose is not Purpose.AA]


def _grouped(runs: Iterable[Run], key: Callable[[Run], str]) -> dict[str, list[Run]]:
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(key(run), []).append(run)
    return groups


def _checks(runs: Iterable[Run]) -> tuple[str, ...]:
    return tuple(sorted({c.id for r in runs for c in r.checks}))


def _row(
    key: str, label: str, runs: Sequence[Run], columns: tuple[str, ...], note: str = ""
) -> Row:
    outcome = together(r.outcome for r in runs)
    telling = next((r for r in runs if r.outcome is outcome), runs[-1])
    found: dict[str, list[tuple[CheckResult, Run]]] = {}
    for run in runs:
        for check in run.checks:
            found.setdefault(check.id, []).append((check, run))
    cells = tuple(_check_cell(found.get(c, [])) for c in columns)
    return Row(key=key, label=label, outcome=outcome, note=note or telling.why, cells=cells)


def _check_cell(found: Sequence[tuple[CheckResult, Run]]) -> Cell:
    if not found:
        return Cell()
    outcome = together(c.outcome for c, _ in found)
    held = sum(c.outcome is Outcome.PASSED for c, _ in found)
    check, run = next((f for f in found if f[0].outcome is not Outcome.PASSED), found[0])
    wavers = f"{held} of {len(found)} passed" if 0 < held < len(found) else ""
    text = ": ".join(part for part in (wavers, check.message) if part)
    return Cell(outcome=outcome, text=text, run=run.id)


def _suite_cell(runs: Sequence[Run]) -> Cell:
    if not runs:
        return Cell()
    outcome = together(r.outcome for r in runs)
    run = next((r for r in runs if r.outcome is outcome), runs[-1])
    return Cell(outcome=outcome, text=run.why, run=run.id)


def by_component(whole: Matrix) -> Matrix:
    """The same rows with one cell for all checks of a component: how they ended together."""
    groups: dict[str, list[int]] = {}
    for place, column in enumerate(whole.columns):
        groups.setdefault(column.partition("::")[0], []).append(place)
    rows = tuple(
        replace(r, cells=tuple(_joined([r.cells[i] for i in g]) for g in groups.values()))
        for r in whole.rows
    )
    return replace(whole, columns=tuple(groups), rows=rows)


def _joined(cells: Sequence[Cell]) -> Cell:
    """One red check outweighs all that held: a component with two of three is not flaky."""
    seen = [c for c in cells if c.outcome is not None]
    if not seen:
        return Cell()
    worst = min(seen, key=lambda c: _WORST.index(c.outcome or Outcome.EMPTY))
    bad = [c for c in seen if c.outcome is not Outcome.PASSED]
    more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
    return replace(worst, text=f"{worst.text}{more}" if bad else f"{len(seen)} checks held")


_WORST = (
    Outcome.CONFLICT,
    Outcome.FAILED,
    Outcome.TIMEOUT,
    Outcome.FLAKY,
    Outcome.PASSED,
    Outcome.BROKEN,
    Outcome.EMPTY,
)


def turned(whole: Matrix) -> Matrix:
    """One Stack over its Nights with a row for each check and a column for each Night, the newest
    first; what ever was anything but passed comes first, the worst of it on top."""
    nights = tuple(reversed(whole.rows))
    rows = (_check_row(c, [n.cells[i] for n in nights]) for i, c in enumerate(whole.columns))
    ordered = sorted(rows, key=lambda r: (_WORST.index(r.outcome or Outcome.EMPTY), r.key))
    held = [r for r in ordered if r.outcome is Outcome.PASSED]
    others = [r for r in ordered if r.outcome is not Outcome.PASSED]
    return replace(whole, columns=tuple(n.key for n in nights), rows=(*others, *held))


def _check_row(check: str, cells: Sequence[Cell]) -> Row:
    seen = [c.outcome for c in cells if c.outcome is not None]
    bad = [o for o in seen if o is not Outcome.PASSED]
    worst = min(bad or seen, key=_WORST.index, default=None)
    good = sum(o is Outcome.PASSED for o in seen)
    note = f"{good} of {len(seen)}" if seen else ""
    return Row(key=check, label=check, outcome=worst, note=note, cells=tuple(cells))
