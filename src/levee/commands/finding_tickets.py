"""`levee ticket find` and `reindex`: which tickets hold these words, of whom, in which state?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows

Words = Annotated[str, typer.Argument(help="words of the title, description or stack")]


def find(
    words: Words = "",
    stream: Annotated[str, typer.Option(help="a stream of the contract")] = "",
    state: Annotated[str, typer.Option(help="open, pended, paused, resolved, merged")] = "",
    severity: Annotated[str, typer.Option(help="1 to 4")] = "",
    owner: Annotated[str, typer.Option(help="a person of the contract")] = "",
    partner: Annotated[str, typer.Option(help="exactly this partner's")] = "",
    after: Annotated[str, typer.Option(help="go on after this number, as the answer says")] = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """25 tickets that match everything, newest first."""
    given = {"q": words, "stream": stream, "state": state, "severity": severity}
    given |= {"owner": owner, "partner": partner, "after": after}
    with frame.at_home(data, now, json) as home:
        from levee.site import searching

        rows, last = searching.found(searching.read(given, home.hands.desk.contract().file))
        told = [row | {"opened_at": row["opened_at"].isoformat()} for row in rows]
        body = {"tickets": told, "after": last}
        frame.answer(body, json, lambda: _show(body))


def _show(body: dict[str, Any]) -> None:
    for row in body["tickets"]:
        shows.print(f"[bold]{row['id']}[/bold] Sev {row['severity']} {row['state']:<8} ", end="")
        shows.print(plain(row["title"]))
    if body["after"]:
        shows.print(f"--after {body['after']} goes on")
    if not body["tickets"]:
        shows.print("no ticket matches")


def reindex(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Make the index that tickets are found by anew, from the ledger."""
    with frame.at_home(data, now, json):
        from levee.store import search_index

        body = {"tickets": search_index.rebuild()}
        frame.answer(body, json, lambda: shows.print(f"{body['tickets']} tickets can be found"))
