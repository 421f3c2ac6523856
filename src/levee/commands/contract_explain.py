"""`levee contract explain`: why this severity, this owner, this deadline?"""

from pathlib import Path
from typing import Annotated

import typer

from levee.commands import contract_texts, frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows
from levee.desk.explain import Explained
from levee.model.problem import Problem, Rejected
from levee.site import stories_explaining
from levee.site.stories_explaining import Question


def explain(
    severity: Annotated[
        list[str] | None, typer.Option(help="dimension=value, several by comma or again")
    ] = None,
    ticket: Annotated[str, typer.Option(help="one ticket, under its own contract")] = "",
    clock: Annotated[str, typer.Option(help="what a clock promises")] = "",
    calendar: Annotated[str, typer.Option(help="open hours, and each holiday by name")] = "",
    role: Annotated[str, typer.Option(help="who holds it now, and until when")] = "",
    contract: Annotated[
        Path | None, typer.Option(help="a contract file; else the one in force")
    ] = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Say why, in words and from the contract. Without an option: the whole of it, in short."""
    with frame.polite(json):
        impact = _impact(severity or [])
        asked = Question(severity=impact, clock=clock, calendar=calendar, role=role)
        if not ticket:
            found = contract_texts.read(contract) if contract else contract_texts.in_force(data)
            _say(stories_explaining.of_contract(found, asked, frame.moment(now)), json)
            return
        if asked != Question():
            raise Rejected((Problem("--ticket", "is asked for alone"),))
    with frame.at_home(data, now, json) as home:
        _say(stories_explaining.ticket(home.hands, ticket, home.now), json)


def _impact(words: list[str]) -> dict[str, str]:
    """`revenue_risk=high,privacy_exposure=none`; what is not named is unknown."""
    parts = [part.strip().partition("=") for word in words for part in word.split(",")]
    return {name.strip(): value.strip() for name, _, value in parts if name}


def _say(found: Explained, json: bool) -> None:
    frame.answer(found.to_json(), json, lambda: shows.print(plain("\n".join(found.words))))
