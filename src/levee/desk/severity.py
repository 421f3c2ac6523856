"""How severe is this, and which rule of the contract says so?"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from levee.contract.schema import UNKNOWN, SeverityRule, SeverityRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """``unclear`` names the unknown dimensions that could make it worse than judged."""

    severity: int
    priority: str
    why: str
    unclear: tuple[str, ...] = ()


def judge(impact: Mapping[str, str], rules: SeverityRules) -> Judgement:
    """First matching rule wins. A dimension that is absent counts as unknown.

    An unknown dimension is read as its mildest value; where a worse reading would give
    another severity, the judgement says so in ``unclear`` and the support lead decides.
    """
    known = {name: impact.get(name, UNKNOWN) for name in rules.dimensions}
    unknown = tuple(name for name, value in known.items() if value == UNKNOWN)
    mild = known | {name: rules.dimensions[name][0] for name in unknown}
    rule = first_match(mild, rules)
    unclear = unknown if _worst(known, unknown, rules) != rule.severity else ()
    return Judgement(
        severity=rule.severity,
        priority=rules.priority[rule.severity],
        why=rule.why,
        unclear=unclear,
    )


def first_match(values: Mapping[str, str], rules: SeverityRules) -> SeverityRule:
    """The first rule whose every named dimension has one of its values."""
    return next(r for r in rules.rules if all(values[d] in ok for d, ok in r.when.items()))


def _worst(known: Mapping[str, str], unknown: tuple[str, ...], rules: SeverityRules) -> int:
    readings = product(*(rules.dimensions[name] for name in unknown))
    return min(
        first_match({**known, **dict(zip(unknown, values, strict=True))}, rules).severity
        for values in readings
    )
