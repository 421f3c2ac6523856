"""How does a ticket come in from the command line, and how are its gaps filled?"""

import json as to_json
from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.desk import show_ticket
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, says
from levee.desk import strict_json, telling
from levee.desk.text import decode
from levee.flow.follow import Told
from levee.flow.taking import LIMIT, Taking
from levee.model.problem import Problem, Rejected


def intake(
    file: Annotated[Path, typer.Argument(help="a ticket file (JSON)")],
    stack: Annotated[
        Path | None, typer.Option("--stack", help="its stack: any list that intake reads")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", help="the list's format, where it is not recognised")
    ] = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Take in one ticket. The same submission twice is one ticket."""
    with frame.polite(json):
        body = _read(file)
        if stack is not None:
            body = _with_stack(body, _read(stack), stack, format)
    with frame.at_home(data, now, json) as home:
        from levee.site import taking_in

        _answer_intake(home, taking_in.submit(home.hands, body, home.now), json)


def _read(file: Path) -> bytes:
    """At most a little over the limit is read, however large the file is."""
    try:
        with file.open("rb") as stream:
            return stream.read(LIMIT + 1)
    except OSError as error:
        raise Rejected((Problem(str(file), f"cannot be read: {error.strerror}"),)) from None


def _with_stack(body: bytes, listed: bytes, file: Path, format: str) -> bytes:
    """The ticket file with the list in its stack; what its own stack says of settings stays."""
    try:
        ticket, _ = strict_json.read(decode(body))
    except ValueError:
        return body
    try:
        text = decode(listed)
    except ValueError as error:
        raise Rejected((Problem(str(file), str(error)),)) from None
    if not isinstance(ticket, dict):
        return body
    known = ticket.get("stack")
    whole = {**(known if isinstance(known, dict) else {}), "list": text}
    ticket["stack"] = whole | ({"format": format} if format else {})
    return to_json.dumps(ticket).encode()


def _answer_intake(home: House, told: Told[Taking], json: bool) -> None:
    from levee.site import stories_desk

    story = told.story
    assert story.ticket is not None
    body = stories_desk.taken(home.hands, story, home.now)
    frame.answer(body, json, lambda: show_ticket(body))
    if story.differs:
        says.print(
            f"the key is {story.ticket.id}'s, with another content: this one is sealed as "
            f"{story.sealed}, and the ticket says so. Another key makes it another ticket."
        )
    if story.problems:
        says.print(f"kept as {story.ticket.id}, its original sealed; these need an answer:")
        for problem in story.problems:
            says.print(f"  {plain(str(problem))}")
        frame.leave(Exit.BAD_INPUT)


def fill(
    ticket_id: Annotated[str, typer.Argument(metavar="ID")],
    file: Annotated[
        Path | None, typer.Argument(help="a ticket file with the missing fields only")
    ] = None,
    told: Annotated[
        list[str] | None, typer.Option("--set", help="FIELD=VALUE; may be given again")
    ] = None,
    excused: Annotated[
        list[str] | None,
        typer.Option("--cannot-provide", help="FIELD=REASON: an answer, too; may be given again"),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="who tells it")] = "reporter",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Fill gaps of a ticket. One that waits and lacks nothing more goes on by itself."""
    with frame.polite(json):
        body = _answer_of(file, told or [], excused or [])
    with frame.at_home(data, now, json) as home:
        from levee.site import answers, taking_in

        story = taking_in.fill(home.hands, ticket_id, body, by, home.now).story
        shown: dict[str, Any] = answers.ticket(home.hands, story.ticket, home.now)
        shown |= {"again": story.again}
        frame.answer(shown, json, lambda: show_ticket(shown))


def _answer_of(file: Path | None, told: list[str], excused: list[str]) -> bytes:
    words = telling.answer(told, excused)
    if file is None:
        return to_json.dumps(words).encode()
    body = _read(file)
    if not words:
        return body
    try:
        whole, _ = strict_json.read(decode(body))
    except ValueError as error:
        raise Rejected((Problem(str(file), str(error)),)) from None
    if not isinstance(whole, dict):
        raise Rejected((Problem(str(file), "is a JSON object with the missing fields"),))
    return to_json.dumps(whole | words).encode()
