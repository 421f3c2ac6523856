"""Does what plugins declare agree with what the lab sees?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from levee.model.declaration import Declaration
from levee.model.outcome import Outcome
from levee.model.run import Run
from levee.model.stack import Component, Role, Stack
from levee.model.version_range import supports

SILENT = "declares nothing"


class Agreement(StrEnum):
    KEPT = "kept"  #: inside the declared ranges, and it passed
    BROKEN = "broken"  #: inside the declared ranges, and it failed: the declaration is wrong
    OUTSIDE = "outside"  #: outside the declared ranges, and it failed, as announced
    UNANNOUNCED = "unannounced"  #: it passed outside the declared ranges, or declares nothing
    UNSEEN = "unseen"  #: the lab has no evidence of this plugin on this stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One plugin on one Stack: what it declares beside what was observed."""

    plugin: str
    stack: str
    agreement: Agreement
    reason: str
    run: str = ""


def outside(declared: Declaration, stack: Stack) -> tuple[str, ...]:
    """Every component of the Stack that lies outside what the plugin declares, in words."""
    versions = stack.versions
    return tuple(
        f"{package} {versions[package]} is outside {wanted}"
        for package, wanted in sorted(declared.supports.items())
        if package in versions and not supports(package, wanted, versions[package])
    )


def compare(runs: Iterable[Run], declared: Mapping[str, Declaration]) -> tuple[Compared, ...]:
    """Each plugin of each Run's Stack: does the declaration agree with the observation?"""
    found = [one for run in runs for one in _of_run(run, declared)]
    return tuple(sorted(set(found), key=lambda c: (c.plugin, c.stack, c.run)))


def differences(compared: Iterable[Compared]) -> tuple[Compared, ...]:
    """What a Night shows: each plugin whose declaration and observation differ, once a way."""
    seen: dict[tuple[str, Agreement, str], Compared] = {}
    for one in compared:
        if one.agreement in (Agreement.BROKEN, Agreement.UNANNOUNCED):
            seen.setdefault((one.plugin, one.agreement, one.reason), one)
    return tuple(seen.values())


def _of_run(run: Run, declared: Mapping[str, Declaration]) -> Iterator[Compared]:
    for plugin in run.stack.with_role(Role.PLUGIN):
        agreement, reason = _judge(run, plugin, declared.get(plugin.purl))
        yield Compared(
            plugin=plugin.purl,
            stack=run.stack.digest,
            agreement=agreement,
            reason=reason,
            run=run.id,
        )


def _judge(run: Run, plugin: Component, declared: Declaration | None) -> tuple[Agreement, str]:
    held = _held(run, plugin)
    if held is None:
        return Agreement.UNSEEN, f"{run.outcome}: no check of {plugin.name} answered"
    if declared is None:
        return Agreement.UNANNOUNCED, f"{plugin.name} {plugin.version} {SILENT}"
    beyond = "; ".join(outside(declared, run.stack))
    if beyond:
        agreement = Agreement.UNANNOUNCED if held else Agreement.OUTSIDE
        return agreement, f"{'passed' if held else 'failed'}, though {beyond}"
    agreement = Agreement.KEPT if held else Agreement.BROKEN
    return agreement, f"{'passed' if held else 'failed'} inside the declared ranges"


def _held(run: Run, plugin: Component) -> bool | None:
    """Did the plugin's own checks hold? Where it has none, the whole Run speaks for it."""
    if run.outcome is Outcome.CONFLICT:
        return False
    mine = [c.outcome for c in run.checks if c.component == plugin.package]
    if not mine:
        mine = [run.outcome]
    if any(o in (Outcome.FAILED, Outcome.TIMEOUT) for o in mine):
        return False
    return True if all(o is Outcome.PASSED for o in mine) else None


def refusals(stack: Stack, compared: Iterable[Compared]) -> tuple[str, ...]:
    """Why a release of this Stack is refused: each plugin whose contract is not kept or unknown."""
    bad = (Agreement.BROKEN, Agreement.UNANNOUNCED, Agreement.OUTSIDE)
    seen = [c for c in compared if c.stack == stack.digest]
    found = {f"{c.plugin}: {c.agreement.value}: {c.reason}" for c in seen if c.agreement in bad}
    known = {c.plugin for c in seen}
    found |= {
        f"{p.purl}: no Run of this stack says anything about it"
        for p in stack.with_role(Role.PLUGIN)
        if p.purl not in known
    }
    return tuple(sorted(found))
