"""What can people do with mail that was set aside: list, read, open, take up, dismiss?"""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows
from levee.connect.new_file import write

MailId = Annotated[
    str, typer.Argument(metavar="MAIL", help="a mail, as `levee mail unread` has it")
]
By = Annotated[str, typer.Option("--by", help="who decides (a person of the contract)")]
Why = Annotated[str, typer.Option("--reason", help="why")]
MOST = 10_000  #: mails that one list shows


def unread(
    every: Annotated[bool, typer.Option("--all", help="also what was decided on")] = False,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Mail that waits for a person, and why; each is sealed."""
    with frame.at_home(data, now, json):
        from levee.site import listed
        from levee.store.pages import Wish

        body = {"unread": listed.unread(Wish(most=MOST), every)[0]}
        frame.answer(body, json, lambda: _show_list(body["unread"]))


def _show_list(found: list[dict[str, Any]]) -> None:
    if not found:
        shows.print("no mail waits for anybody")
    for one in found:
        _show_line(one)


def _show_line(one: dict[str, Any]) -> None:
    title = f": {plain(one['subject'])}" if one["subject"] else ""
    shows.print(f"{one['sealed']} [dim]{one['at'][:16]}[/dim] {plain(one['why'])}{title}")
    if one["by"]:
        became = f"{one['fate']} {one['ticket']}".strip()
        shows.print(f"  [bold]{became}[/bold] by {plain(one['by'])}: {plain(one['reason'])}")


def show(mail: MailId, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Show what it says, redacted: its text, its attachments by name, and what became of it."""
    with frame.at_home(data, now, json) as home:
        from levee.site import kept_mail

        body = kept_mail.show(home.hands, mail)
        frame.answer(body, json, lambda: _show_mail(body))


def _show_mail(body: dict[str, Any]) -> None:
    _show_line(body)
    if not body["readable"]:
        shows.print("  it cannot be read as a mail; `levee mail original` opens it as it came")
        return
    for mark in body["marks"]:
        shows.print(f"  [dim]{plain(mark)}[/dim]")
    shows.print(plain(body["text"]))
    for one in body["attachments"]:
        shows.print(
            f"  attached: {plain(one['name'])} ({plain(one['kind'])}, {one['bytes']:,} bytes)"
        )


def original(
    mail: MailId,
    by: By,
    reason: Annotated[str, typer.Option(help="why it has to be read")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="a new file")] = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
) -> None:
    """Open it as it came; only named roles may, and each opening is an Event."""
    with frame.at_home(data, now, False) as home:
        from levee.site import kept_mail

        body = kept_mail.original(home.hands, mail, by, reason, home.now)
        if output is None:
            sys.stdout.buffer.write(body)
        else:
            write(output, body)


def ticket(
    mail: MailId,
    by: By,
    reason: Why,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Make a ticket of it; its sender gets no acknowledgement."""
    with frame.at_home(data, now, json) as home:
        from levee.site import kept_mail

        _answer(kept_mail.to_ticket(home.hands, mail, by, reason, home.now), json)


def attach(
    mail: MailId,
    ticket: Annotated[str, typer.Argument(metavar="TICKET", help="the ticket that hears it")],
    by: By,
    reason: Why,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Have it heard on a ticket: a resolved one opens, and gaps that it tells of are filled."""
    with frame.at_home(data, now, json) as home:
        from levee.site import kept_mail

        _answer(kept_mail.attach(home.hands, mail, ticket, by, reason, home.now), json)


def dismiss(
    mail: MailId,
    by: By,
    reason: Why,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Let nothing come of it, for a reason; it stays sealed."""
    with frame.at_home(data, now, json) as home:
        from levee.site import kept_mail

        _answer(kept_mail.dismiss(home.hands, mail, by, reason, home.now), json)


def _answer(body: dict[str, Any], json: bool) -> None:
    frame.answer(body, json, lambda: _show_line(body))
