"""What do all commands that move a ticket share: what they are told, and how they answer?"""

import inspect
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from levee.commands import frame
from levee.commands.desk import show_ticket
from levee.commands.frame import DEFAULT_DATA, Data, House, Json, Now, plain, shows

if TYPE_CHECKING:
    from levee.site.hands import LeveeHands
    from levee.site.moving import Done, Wish

Id = Annotated[str, typer.Argument(metavar="ID", help="the ticket")]
By = Annotated[str, typer.Option("--by", help="who does it (a person of the contract)")]
Why = Annotated[str, typer.Option("--reason", help="why")]
Version = Annotated[
    int | None,
    typer.Option("--version", help="the version that you saw; refused when others wrote since"),
]
#: What is done once the house stands and it is known who wishes it.
type Carried = Callable[["LeveeHands", "Wish"], "Done"]


def _shared(
    ticket_id: Id,
    by: By,
    reason: Why = "",
    version: Version = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """What each of these commands is told: never called, its parameters are shown as theirs."""


SHARED = inspect.signature(_shared).parameters


def move(asked: Callable[..., Carried], without: str = "") -> Callable[..., None]:
    """The command of a move: ``asked`` takes what is said of this move only."""
    own = inspect.signature(asked, eval_str=True).parameters

    def run(**said: Any) -> None:
        with frame.at_home(said["data"], said["now"], said["json"]) as home:
            reason, version = said.get("reason", ""), said["version"]
            wish = wish_of(home, said["ticket_id"], said["by"], reason, version)
            carried = asked(**{name: said[name] for name in own})
            answer_with(home, carried(home.hands, wish), said["json"])

    run.__name__, run.__doc__ = asked.__name__, asked.__doc__
    who, *rest = (part for name, part in SHARED.items() if name != without)
    named = [who, rest[0], *own.values(), *rest[1:]]
    parts = [part.replace(kind=inspect.Parameter.KEYWORD_ONLY) for part in named]
    run.__signature__ = inspect.Signature(parts)  # type: ignore[attr-defined]
    return run


#: As ``move``, for what needs no reason besides: it is one.
word = partial(move, without="reason")


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
