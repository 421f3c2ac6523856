"""In which order does the life of a ticket happen? Order only: decisions live in the rules.

INTAKE, FILL, TICK, REPRODUCE, ISOLATE, RELEASE and NIGHT are tuples of named steps; ``follow``
hands one value through them.
"""

from levee.flow.filling import FILL
from levee.flow.follow import Stop, Told, follow
from levee.flow.isolating import ISOLATE
from levee.flow.mending import RELEASE
from levee.flow.nighting import NIGHT
from levee.flow.reproducing import REPRODUCE
from levee.flow.taking import INTAKE
from levee.flow.ticking import TICK

__all__ = [
    "FILL",
    "INTAKE",
    "ISOLATE",
    "NIGHT",
    "RELEASE",
    "REPRODUCE",
    "TICK",
    "Stop",
    "Told",
    "follow",
]
