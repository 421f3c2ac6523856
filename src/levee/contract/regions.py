"""Which public holidays does a country or one of its parts have?"""

from collections.abc import Mapping
from types import ModuleType

from levee.model.calendar import Holiday
from levee.model.problem import Problem

YEARS = range(1990, 2100)  # wide enough for every replay; no clock is asked for "this year"


def region_holidays(region: object, problems: list[Problem]) -> tuple[Holiday, ...]:
    """The public holidays of `{"country": "DE", "subdivision": "BY"}` in 1990-2099, by date.

    Dates of lunar calendars are estimates, and their names say so.
    """
    if region is None:
        return ()
    if not isinstance(region, Mapping):
        problems.append(Problem("holiday_region", "not a mapping with country and subdivision"))
        return ()
    wrong = [
        Problem(f"holiday_region.{key}", "unknown key")
        for key in region
        if key not in ("country", "subdivision")
    ]
    wrong += _unknown(region.get("country"), region.get("subdivision"))
    problems += wrong
    return () if wrong else _listed(region["country"], region.get("subdivision"))


def _holidays() -> ModuleType:
    """Loaded when a contract names a region: it takes as long as all the rest of a command."""
    import holidays

    return holidays


def _unknown(country: object, subdivision: object) -> list[Problem]:
    supported = _holidays().list_supported_countries()
    if not isinstance(country, str) or country not in supported:
        return [Problem("holiday_region.country", f"{country!r} is not a known country code")]
    if subdivision is not None and subdivision not in supported[country]:
        what = f"{subdivision!r} is not a known part of {country}"
        return [Problem("holiday_region.subdivision", what)]
    return []


def _listed(country: str, subdivision: str | None) -> tuple[Holiday, ...]:
    found = _holidays().country_holidays(country, subdiv=subdivision, years=YEARS)
    return tuple(Holiday(day=day, name=name) for day, name in sorted(found.items()))
