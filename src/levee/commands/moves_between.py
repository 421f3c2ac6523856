"""What can people write, end, and tie together: notes, answers, resolutions, cases, links?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows
from levee.commands.moves import By, Id, Other, Relation, Text, Version, Why, answer_with, wish_of


def note(
    ticket_id: Id,
    text: Text,
    by: By,
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Write a note to our own people."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, "", version)
        answer_with(home, moves.note(home.hands, wish, text), json)


def reply(
    ticket_id: Id,
    text: Text,
    by: By,
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Write down what the reporter was answered."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, "", version)
        answer_with(home, moves.reply(home.hands, wish, text), json)


def hear(
    ticket_id: Id,
    text: Text,
    by: Annotated[str, typer.Option("--by", help="who wrote")] = "reporter",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Take in what the reporter wrote: a resolved ticket opens, a merged one's case hears it."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, "", None)
        answer_with(home, moves.hear(home.hands, wish, text), json)


def resolve(
    ticket_id: Id,
    by: By,
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """The reporter has what they need; every reporter of the case is told."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.resolve(home.hands, wish), json)


def reopen(
    ticket_id: Id,
    by: By,
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """It was not resolved after all; a merged ticket leaves its case."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.reopen(home.hands, wish), json)


def merge(
    ticket_id: Id,
    into: Annotated[str, typer.Argument(metavar="INTO", help="the ticket whose case it joins")],
    by: By,
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Make a ticket part of another's case; nothing of either is lost."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.merge(home.hands, wish, into), json)


def split(
    ticket_id: Id,
    by: By,
    title: Annotated[str, typer.Option(help="of the new ticket")],
    description: Annotated[str, typer.Option(help="of the new ticket")],
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Make a part of a ticket one of its own, with its own clocks, linked to it."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.split(home.hands, wish, title, description), json)


def link(
    ticket_id: Id,
    other: Other,
    by: By,
    relation: Relation = "related",
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Say how a ticket stands to another; both know it."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.link(home.hands, wish, other, relation), json)


def unlink(
    ticket_id: Id,
    other: Other,
    by: By,
    relation: Relation = "related",
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Take a link back, on both sides."""
    with frame.at_home(data, now, json) as home:
        from levee.site import moves

        wish = wish_of(home, ticket_id, by, reason, version)
        answer_with(home, moves.unlink(home.hands, wish, other, relation), json)


def history(ticket_id: Id, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Everything that happened to a ticket, version by version, with what people wrote."""
    with frame.at_home(data, now, json) as home:
        from levee.site import answers

        body = answers.history(home.hands, home.hands.desk.ticket(ticket_id))
        frame.answer(body, json, lambda: _show_history(body))


def _show_history(body: dict[str, Any]) -> None:
    shows.print(f"[bold]{body['id']}[/bold]  {plain(body['title'])}")
    for event in body["events"]:
        kind = event["kind"].replace("_", " ")
        shows.print(
            f"  {event['version']:>3} [dim]{event['at'][:19]}Z {event['digest'][:8]}[/dim] "
            f"{kind:<20} {plain(event['actor'])}: {plain(event['reason'])}"
        )
        for name in ("text", "note", "plan"):
            if written := event["data"].get(name):
                shows.print(f"        {plain(str(written))}")
