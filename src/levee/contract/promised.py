"""Which target does a clock have for a ticket of this severity?"""

from levee.contract.durations import CADENCE, target
from levee.contract.schema import ClockSpec, ContractFile
from levee.model.clock import Target


def target_of(spec: ClockSpec, severity: int, file: ContractFile) -> Target:
    """The clock's own words, or how often a customer with such a ticket hears from us."""
    return target(file.updates[severity].every if spec.target == CADENCE else spec.target)


def targets_of(spec: ClockSpec, file: ContractFile) -> tuple[Target, ...]:
    """Every target that the clock can have, each once."""
    found = (target_of(spec, s, file) for s in spec.severities if _has_one(spec, s, file))
    return tuple(dict.fromkeys(found)) or (Target(seconds=0),)


def _has_one(spec: ClockSpec, severity: int, file: ContractFile) -> bool:
    return spec.target != CADENCE or severity in file.updates
