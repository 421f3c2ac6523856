"""What can people write, end, and tie together: notes, answers, resolutions, cases, links?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows
from levee.commands.moving import Carried, Id, answer_with, move, wish_of, word

Other = Annotated[str, typer.Argument(metavar="OTHER", help="the other ticket")]
Text = Annotated[str, typer.Argument(help="what is written")]
Relation = Annotated[
    str,
    typer.Option("--as", help="related, blocks, blocked by, causes, caused by, split into or from"),
]


@word
def note(text: Text) -> Carried:
    """Write a note to our own people."""
    from levee.site import moves

    return lambda hands, wish: moves.note(hands, wish, text)


@word
def reply(text: Text) -> Carried:
    """Write down what the reporter was answered."""
    from levee.site import moves

    return lambda hands, wish: moves.reply(hands, wish, text)


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


@move
def resolve() -> Carried:
    """The reporter has what they need; every reporter of the case is told."""
    from levee.site import moves

    return lambda hands, wish: moves.resolve(hands, wish)


@move
def reopen() -> Carried:
    """It was not resolved after all; a merged ticket leaves its case."""
    from levee.site import moves

    return lambda hands, wish: moves.reopen(hands, wish)


@move
def merge(
    into: Annotated[str, typer.Argument(metavar="INTO", help="the ticket whose case it joins")],
) -> Carried:
    """Make a ticket part of another's case; nothing of either is lost."""
    from levee.site import moves

    return lambda hands, wish: moves.merge(hands, wish, into)


@move
def split(
    title: Annotated[str, typer.Option(help="of the new ticket")],
    description: Annotated[str, typer.Option(help="of the new ticket")],
) -> Carried:
    """Make a part of a ticket one of its own, with its own clocks, linked to it."""
    from levee.site import moves

    return lambda hands, wish: moves.split(hands, wish, title, description)


@move
def link(
    other: Other,
    relation: Relation = "related",
) -> Carried:
    """Say how a ticket stands to another; both know it."""
    from levee.site import moves

    return lambda hands, wish: moves.link(hands, wish, other, relation)


@move
def unlink(
    other: Other,
    relation: Relation = "related",
) -> Carried:
    """Take a link back, on both sides."""
    from levee.site import moves

    return lambda hands, wish: moves.unlink(hands, wish, other, relation)


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
