"""What can be done with a finding: overrule it, ask who is about to be hit by it?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, Json, Now, plain, shows
from levee.commands.lab import TicketId
from levee.model.problem import Problem

MANY = 5  #: clients that are named where not all are asked for


def overrule(
    ticket_id: TicketId,
    by: Annotated[str, typer.Option("--by", help="who says so (a person of the contract)")],
    reason: Annotated[str, typer.Option("--reason", help="where it is documented")],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Say that it works as documented: the work becomes an article, due by its own clock."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories

        body = stories.overruled(home.hands, ticket_id, (by, reason), home.now)
        frame.answer(body, json, lambda: _show(body))


def _show(body: dict[str, Any]) -> None:
    item, finding = body["work_item"], body["finding"].replace("_", " ")
    shows.print(f"[bold]{body['ticket']}[/bold] {finding}, says {plain(body['by'])}")
    shows.print(f"  {item['id']} {item['kind']}, {item['owner']}, until {item['target'][:16]}")


def hit(ticket_id: TicketId, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Every active client whose stack contains what the ticket showed, the heaviest first."""
    with frame.at_home(data, now, json) as home:
        from levee.site import exposure

        body = exposure.hit(home.hands, ticket_id, home.now)
        if not body["interactions"]:
            reason = f"{body['ticket']} is not isolated: nobody can be named yet"
            frame.refuse((Problem("not held", reason),), json, Exit.NOT_HELD)
        frame.answer(body, json, lambda: show_hit(body))


def show_hit(body: dict[str, Any], most: int | None = None) -> None:
    """Who has each Interaction; with ``most`` only the heaviest, and where the rest stands."""
    for one in body["interactions"]:
        clients = one["clients"]
        number = f"{len(clients)} active client{'' if len(clients) == 1 else 's'}"
        shows.print(f"  {one['work_item']} {plain(' with '.join(one['texts']))}")
        shows.print(f"    about to be hit: {number}, traffic {one['traffic']}")
        for client in clients[:most]:
            shows.print(
                f"      {plain(client['client'])} ({plain(client['partner'])}), "
                f"traffic {client['traffic']}"
            )
        if most is not None and len(clients) > most:
            shows.print(f"      and {len(clients) - most} more: levee lab hit {body['ticket']}")
