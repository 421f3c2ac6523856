"""What kind of fault is an Interaction, judged by its shape?"""

from collections.abc import Iterable

from levee.model.delta import Delta, DeltaKind
from levee.model.finding import Classified, Finding
from levee.model.interaction import Interaction
from levee.model.outcome import Outcome
from levee.model.run import Run
from levee.model.stack import Role


def classify(interaction: Interaction, run: Run) -> Classified:
    """Judge by the deltas that are enough, and by whose checks failed in the failing Run.

    First match: nothing can be built -> dependency conflict; a setting beside at most one
    component -> configuration mismatch (changing the setting alone cures it); several
    components -> combinatorial bug, unless all are dependencies; one dependency ->
    dependency conflict; one plugin or host, with another plugin's checks failing ->
    combinatorial bug; one alone -> genuine bug. Never a documentation gap: evidence cannot
    show one. ValueError without a delta: then the baseline fails too.
    """
    if not interaction.deltas:
        raise ValueError("an Interaction without deltas shows nothing")
    if run.outcome is Outcome.CONFLICT:
        return _found(Finding.DEPENDENCY_CONFLICT, f"no environment can exist: {run.why}")
    settings = [d for d in interaction.deltas if d.kind is DeltaKind.SETTING]
    parts = [d for d in interaction.deltas if d.kind is not DeltaKind.SETTING]
    if settings and len(parts) <= 1:
        return _found(Finding.CONFIGURATION_MISMATCH, _setting_words(settings, parts))
    if all(d.role is Role.DEPENDENCY for d in parts):
        words = f"only dependencies differ: {_names(parts)}"
        return _found(Finding.DEPENDENCY_CONFLICT, words)
    if len(interaction.deltas) > 1:
        words = f"needs {len(interaction.deltas)} together: {_names(interaction.deltas)}"
        return _found(Finding.COMBINATORIAL_BUG, words)
    return _alone(parts[0], run)


def _alone(delta: Delta, run: Run) -> Classified:
    hit = _plugins_hit(run) - {delta.component}
    if hit:
        words = f"{delta} is enough, and it breaks {', '.join(sorted(hit))}"
        return _found(Finding.COMBINATORIAL_BUG, words)
    return _found(Finding.GENUINE_BUG, f"{delta} alone is enough")


def _plugins_hit(run: Run) -> set[str]:
    """The plugins of the stack whose own checks failed, as package URLs without version."""
    failing = {check.rpartition("::")[0] for check in run.signature.checks}
    plugins = run.stack.with_role(Role.PLUGIN)
    return {c.package for c in plugins if failing & {c.name, c.package, c.purl}}


def _found(finding: Finding, reason: str) -> Classified:
    return Classified(finding=finding, reason=reason)


def _setting_words(settings: list[Delta], parts: list[Delta]) -> str:
    under = f" with {_names(parts)}" if parts else ""
    return f"{_names(settings)}{under}: without the setting it passes"


def _names(deltas: Iterable[Delta]) -> str:
    return ", ".join(str(d) for d in deltas)


def overruled(finding: Finding, *, by: str, reason: str) -> Classified:
    """A person's judgement, the only way to a documentation gap.

    ValueError unless it is signed and says why.
    """
    if not by.strip() or not reason.strip():
        raise ValueError("a person's finding needs a name and a reason")
    return Classified(finding=finding, reason=reason.strip(), by=by.strip())
