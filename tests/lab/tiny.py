"""What do the tests of the lab run, where no real product is needed?"""

import sys
from collections.abc import Callable

from levee.model.suite import Suite

PYTHON = f"pkg:generic/python@{sys.version_info.major}.{sys.version_info.minor}"

#: Makes a Suite named `tiny` from its [[check]] tables.
MakeSuite = Callable[[str], Suite]
