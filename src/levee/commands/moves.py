"""What can people do to a ticket: give it away, judge it, hold it up, end it, tie it to others?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from levee.commands import frame
from levee.commands.desk import show_ticket
from levee.commands.frame import DEFAULT_DATA, Data, House, Json, Now, plain, shows
from levee.model.problem import Problem, Rejected

if TYPE_CHECKING:
    from levee.site.moving import Done, Wish

Id = Annotated[str, typer.Argument(metavar="ID", help="the ticket")]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="the other ticket")]
Text = Annotated[str, typer.Argument(help="what is written")]
By = Annotated[str, typer.Option("--by", help="who does it (a person of the contract)")]
Why = Annotated[str, typer.Option("--reason", help="why")]
Version = Annotated[
    int | None,
    typer.Option("--version", help="the version that you saw; refused when others wrote since"),
]
Relation = Annotated[
    str,
    typer.Option("--as", help="related, blocks, blocked by, causes, caused by, split into or from"),
]


def assign(
    ticket_id: Id,
    to: Annotated[str, typer.Argument(help="a role or a person of the contract")],
    by: By,
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Give the next response to a role or a person."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.assign(home.hands, wish, to), json)


def level(
    ticket_id: Id,
    to: Annotated[str, typer.Argument(help="L1, L2 or L3")],
    by: By,
    trigger: Annotated[str, typer.Option(help="what escalates it, as the contract says")] = "",
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Cross to another level; its role has the ticket at once."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.level(home.hands, wish, to, trigger), json)


def severity(
    ticket_id: Id,
    by: By,
    to: Annotated[int | None, typer.Argument(help="1 to 4, decided by hand")] = None,
    impact: Annotated[
        list[str] | None, typer.Option(help="what changed, DIMENSION=VALUE: judged again")
    ] = None,
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Decide the severity by hand, or have it judged again by changed impact."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        if (to is None) is (not impact):
            raise Rejected((Problem("severity", "give either a severity or --impact"),))
        if to is not None:
            answer_with(home, moves.severity(home.hands, wish, to), json)
        else:
            answer_with(home, moves.impact(home.hands, wish, _pairs(impact or [])), json)


def _pairs(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if bad := [Problem("--impact", f"{p[0]!r} is no DIMENSION=VALUE") for p in pairs if not p[1]]:
        raise Rejected(tuple(bad))
    return {name.strip(): value.strip() for name, _, value in pairs}


def partner(
    ticket_id: Id,
    name: Annotated[str, typer.Argument(help="whose ticket it is")],
    by: By,
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Say which partner a ticket is from, where nobody could tell; it goes on in their stream."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.partner(home.hands, wish, name), json)


def triage(
    ticket_id: Id,
    by: By,
    note: Annotated[str, typer.Option(help="the triage note: what is known so far")],
    plan: Annotated[str, typer.Option(help="how it is to be reproduced")],
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Write triage note and reproduction plan."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.triage(home.hands, wish, note, plan), json)


def pause(
    ticket_id: Id,
    by: By,
    reason: Why = "",
    until_reply: Annotated[
        bool, typer.Option("--until-reply", help="the reporter's next word ends it")
    ] = False,
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Put it on hold; the clocks that the contract pauses stand."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.pause(home.hands, wish, until_reply), json)


def resume(
    ticket_id: Id,
    by: By,
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Go on with a ticket that is on hold or waits for gaps."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.resume(home.hands, wish), json)


def wish_of(home: House, ticket_id: str, by: str, reason: str, version: int | None) -> "Wish":
    from levee.site.moving import Wish

    return Wish(ticket=ticket_id, by=by, now=home.now, reason=reason, version=version)


def answer_with(home: House, done: "Done", json: bool) -> None:
    from levee.site import answers

    body = answers.ticket(home.hands, done.ticket, home.now)
    body |= {"again": done.again, "written": [_written(event) for event in done.events]}
    frame.answer(body, json, lambda: _show(body))


def _written(event: Any) -> dict[str, Any]:
    from levee.site import answers

    return {"ticket": event.subject.removeprefix("ticket:"), **answers.event(event)}


def _show(body: dict[str, Any]) -> None:
    for event in body["written"]:
        kind = event["kind"].replace("_", " ")
        shows.print(f"{event['ticket']} {kind}: {plain(event['reason'])}")
    show_ticket(body)
