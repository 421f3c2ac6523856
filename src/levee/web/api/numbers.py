"""The metrics: as they are now, and over a period beside the one before."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query

from levee.model.access import Scope
from levee.site import numbers, period
from levee.web.api import shapes
from levee.web.api.area import area, reads
from levee.web.api.asked import Asked
from levee.web.api.shapes import Open

router = area("operating")


class Stretch(Open):
    after: datetime
    until: datetime


class NumberPart(Stretch):
    value: float | None
    sample: int
    note: str
    half: float | None
    most: float | None


class NumberTold(shapes.Number):
    sample: int
    note: str
    half: float | None
    most: float | None


class Beside(NumberTold):
    before: NumberTold
    difference: float | None
    improved: bool | None
    parts: list[NumberPart]
    parts_before: list[NumberPart]


class Period(Open):
    at: datetime
    period: Stretch
    before: Stretch
    stream: str
    partner: str
    numbers: list[Beside]


@reads(router, "/numbers", Scope.NUMBERS_READ, shapes.Numbers)
def read_numbers(asked: Asked) -> Any:
    """The metrics, each with its definition; what is not measured yet says so."""
    return numbers.report(asked.hands, asked.now)


@reads(router, "/numbers/period", Scope.NUMBERS_READ, Period)
def read_period(
    asked: Asked,
    days: Annotated[str, Query(max_length=10, description="7, 30, 90 or 365")] = "",
    first: Annotated[str, Query(alias="from", max_length=10, description="a day of UTC")] = "",
    last: Annotated[str, Query(alias="to", max_length=10, description="a day of UTC")] = "",
    stream: Annotated[str, Query(max_length=100)] = "",
    partner: Annotated[str, Query(max_length=200)] = "",
) -> Any:
    """The metrics of a period beside the one before, and of the equal parts of both. `half` and
    `most`: half of what the number rests on lies below, and nine of ten."""
    query = {"days": days, "from": first, "to": last, "stream": stream, "partner": partner}
    streams = asked.hands.desk.contract().file.streams
    return numbers.over(asked.hands, period.read(query, streams, asked.now), asked.now)
