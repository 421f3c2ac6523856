"""What can be asked about updates to the customer, and about whom we may write to?"""

import json as jsonlib
from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows
from levee.model.problem import Problem, Rejected

Ticket = Annotated[str, typer.Argument(metavar="TICKET")]
By = Annotated[str, typer.Option("--by", help="who says so (a person of the contract)")]
Portal = Annotated[
    bool, typer.Option("--portal-only", help="show it in the portal; nobody gets a mail")
]
LIMIT = 1_000_000  #: bytes of a draft file


def draft(
    ticket: Ticket,
    by: By,
    file: Annotated[
        Path | None, typer.Option("--file", help="a draft: JSON, or markdown with a heading a part")
    ] = None,
    impact: Annotated[str, typer.Option("--impact")] = "",
    workaround: Annotated[str, typer.Option("--workaround", help='or "none yet"')] = "",
    owner: Annotated[str, typer.Option("--owner", help="a person or role")] = "",
    next_update: Annotated[
        str, typer.Option("--next-update", help="an instant (ISO 8601), or a wait such as 45m")
    ] = "",
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", help="text or run:ID; may be given again")
    ] = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Write a draft. Says what redaction changed, and what it lacks before it can be sent."""
    with frame.at_home(data, now, json) as home:
        from levee.site import updating

        given: dict[str, Any] = {"impact": impact, "workaround": workaround, "owner": owner}
        given |= {"next_update": next_update, "evidence": evidence or []}
        parts = (_parts(file) if file else {}) | {k: v for k, v in given.items() if v}
        body = updating.draft(home.hands, ticket, parts, by, home.now)
        frame.answer(body, json, lambda: show_updates(body))


def _parts(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            text = stream.read(LIMIT + 1).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Rejected((Problem(str(file), f"cannot be read: {error}"),)) from None
    if len(text) > LIMIT:
        raise Rejected((Problem(str(file), f"is longer than {LIMIT:,} bytes"),))
    if not text.lstrip().startswith("{"):
        return _markdown(text)
    try:
        found = jsonlib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Rejected((Problem(str(file), f"is not JSON: {error}"),)) from None
    if not isinstance(found, dict):
        raise Rejected((Problem(str(file), "is a JSON object"),))
    return found


def _markdown(text: str) -> dict[str, Any]:
    """`## Impact` and so on, each with what stands below it; evidence is a list."""
    parts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            lines = parts.setdefault(line.strip("# \t").lower().replace(" ", "_"), [])
        else:
            lines.append(line)
    found: dict[str, Any] = {name: "\n".join(below).strip() for name, below in parts.items()}
    if "evidence" in found:
        pieces = (line.strip().removeprefix("- ").strip() for line in parts["evidence"])
        found["evidence"] = [piece for piece in pieces if piece]
    return found


def approve(
    ticket: Ticket, by: By, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False
) -> None:
    """Say, as another person than its writer, that the latest draft may go."""
    with frame.at_home(data, now, json) as home:
        from levee.site import updating

        body = updating.approve(home.hands, ticket, by, home.now)
        frame.answer(body, json, lambda: show_updates(body))


def send(
    ticket: Ticket,
    by: By,
    portal_only: Portal = False,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Send the latest draft to every verified address; refused with each part that is missing."""
    with frame.at_home(data, now, json) as home:
        from levee.site import jobs, updating

        body = updating.send(home.hands, ticket, by, home.now, portal_only)
        jobs.sweep(home.now)
        frame.answer(body, json, lambda: show_updates(body))


def show(ticket: Ticket, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Every update of a ticket, and what the latest still lacks."""
    with frame.at_home(data, now, json) as home:
        from levee.site import updating

        body = updating.shown(home.hands, ticket, home.now)
        frame.answer(body, json, lambda: show_updates(body))


def show_updates(body: dict[str, Any]) -> None:
    if not body["updates"]:
        shows.print(f"{body['ticket']} has no update yet")
    for one in body["updates"]:
        who = f"written by {one['writer']}" + (
            f", read by {one['approver']}" if one["approver"] else ""
        )
        shows.print(f"[bold]update {one['number']}[/bold] {one['state']}, {plain(who)}")
        shows.print(plain(one["text"]))
    for place in body.get("redacted", ()):
        shows.print(f"  [bold]redacted[/bold] {plain(place)}")
    for gap in body["missing"]:
        shows.print(f"  [bold red]missing[/bold red] {plain(gap['where'])}: {plain(gap['what'])}")
    if body["missing"] == [] and body["second_person"] and _drafted(body):
        shows.print("  a second person reads it: levee update approve")
    if "told" in body:
        told = ", ".join(body["told"]) or "nobody by mail; it stands in the portal"
        shows.print(f"  told: {plain(told)} ({plain(body['mail'])})")


def _drafted(body: dict[str, Any]) -> bool:
    return bool(body["updates"]) and body["updates"][-1]["state"] == "drafted"


Mail = Annotated[str, typer.Argument(metavar="MAIL")]


def verify(
    ticket: Ticket,
    mail: Mail,
    by: By,
    how: Annotated[str, typer.Option("--how", help="how you made sure whose address it is")],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Let an address be written to about this ticket, and about no other."""
    with frame.at_home(data, now, json) as home:
        from levee.site import updating

        body = updating.verify_contact(home.hands, ticket, mail, by, how, home.now)
        frame.answer(body, json, lambda: show_contacts(body))


def withdraw(
    ticket: Ticket,
    mail: Mail,
    by: By,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Write to an address no more about this ticket, even where the contract lists it."""
    with frame.at_home(data, now, json) as home:
        from levee.site import updating

        body = updating.withdraw_contact(home.hands, ticket, mail, by, home.now)
        frame.answer(body, json, lambda: show_contacts(body))


def contacts(ticket: Ticket, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Who may be written to about a ticket."""
    with frame.at_home(data, now, json) as home:
        from levee.site import updating

        body = updating.contacts(home.hands, ticket, home.now)
        frame.answer(body, json, lambda: show_contacts(body))


def show_contacts(body: dict[str, Any]) -> None:
    known = ", ".join(body["recipients"]) or "nobody is verified yet"
    shows.print(f"{body['ticket']}: {plain(known)}")
