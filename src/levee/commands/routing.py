"""`levee ticket route`: whose is this error, as the evidence shows?"""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows

Seen = Annotated[str, typer.Option(help="what was seen, or `unknown`")]


def route(
    ticket_id: Annotated[str, typer.Argument(metavar="ID")],
    layer: Annotated[str, typer.Option(help="where the error arises: dns, server, plugin")] = "",
    component: Annotated[str, typer.Option(help="the part that it arises in")] = "",
    recent_change: Annotated[str, typer.Option(help="deploy, migration")] = "",
    provider_status: Annotated[str, typer.Option(help="incident, degraded, ok")] = "",
    by: Annotated[str, typer.Option(help="who looked")] = "operator",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Give a ticket to whoever its evidence points to; what is unclear goes to the support lead."""
    given = {
        "layer": layer,
        "component": component,
        "recent_change": recent_change,
        "provider_status": provider_status,
    }
    with frame.at_home(data, now, json) as home:
        from levee.site.stories_routing import route as story

        told = story(home.hands, ticket_id, {k: v for k, v in given.items() if v}, by, home.now)
        body = {
            "ticket": told.ticket.id,
            "evidence": dict(told.evidence),
            "again": told.again,
            **asdict(told.decided),
        }
        frame.answer(body, json, lambda: _show(body))


def _show(body: dict[str, Any]) -> None:
    again = " (known already)" if body["again"] else ""
    shows.print(
        f"[bold]{body['ticket']}[/bold]{again}  {plain(body['route'].replace('_', ' '))}: "
        f"{plain(body['owner'])} ({body['role']})"
    )
    shows.print(f"  {plain(body['why'])}")
    if body["send"]:
        shows.print(f"  send: {plain(', '.join(body['send']))}")
