"""Can every route be taken, and is there always one who is told?"""

from collections.abc import Iterator

from levee.contract.schema import ContractFile, Route
from levee.model.problem import Problem


def findings(file: ContractFile) -> Iterator[Problem]:
    """A route whose evidence an earlier one takes in whole is never taken."""
    for i, route in enumerate(file.routing):
        for j, earlier in enumerate(file.routing[:i]):
            if _takes_in(earlier, route):
                what = f"never taken: what it asks for is decided by route {j + 1}"
                yield Problem(f"routing.{i}", what)
                break


def _takes_in(wide: Route, narrow: Route) -> bool:
    return all(
        kind in narrow.when and set(narrow.when[kind]) <= set(values)
        for kind, values in wide.when.items()
    )
