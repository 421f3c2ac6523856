"""Who is invited to sign in, and until when?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.accounts import BY, HERE, Mail, Url
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows

Days = Annotated[int, typer.Option(help="how many days the link holds")]
Number = Annotated[int, typer.Argument(metavar="INVITATION", help="its number")]


def invite(
    mail: Mail,
    name: Annotated[str, typer.Option(help="who it is")],
    person: Annotated[str, typer.Option(help="their key in the contract's people")] = "",
    partner: Annotated[str, typer.Option(help="the partner they belong to; empty: staff")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="looks after accounts and keys")] = False,
    days: Days = 7,
    url: Url = HERE,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Mail somebody a link that makes their account, once, within so many days."""
    with frame.at_home(data, now, json) as home:
        from levee.model.reader import Reader
        from levee.site import invitations

        wanted = Reader(mail=mail, name=name, person=person, partner=partner, admin=admin)
        contract = home.hands.desk.contract()
        made, path = invitations.invite(wanted, days, contract, home.now, BY)
        body = invitations.said(made, home.now) | {"link": url.rstrip("/") + path}
        frame.answer(body, json, lambda: _show_invited(body))


def invitations(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Who is invited, until when, and who came."""
    with frame.at_home(data, now, json) as home:
        from levee.site import invitations as site
        from levee.store import invitations as store

        body = {"invitations": [site.said(one, home.now) for one in store.every()]}
        frame.answer(body, json, lambda: _show_all(body))


def invite_again(
    number: Number,
    days: Days = 7,
    url: Url = HERE,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Mail an invitation once more; the link before opens nothing any more."""
    with frame.at_home(data, now, json) as home:
        from levee.site import invitations

        made, path = invitations.again(number, days, home.now, BY)
        body = invitations.said(made, home.now) | {"link": url.rstrip("/") + path}
        frame.answer(body, json, lambda: _show_invited(body))


def withdraw(number: Number, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """An invitation makes no account any more."""
    with frame.at_home(data, now, json) as home:
        from levee.site import invitations

        body = invitations.said(invitations.withdraw(number, home.now, BY), home.now)
        frame.answer(body, json, lambda: _show_invited(body))


def _show_all(body: dict[str, Any]) -> None:
    if not body["invitations"]:
        shows.print("nobody is invited; `levee account invite` does it")
    for one in body["invitations"]:
        _show_invited(one)


def _show_invited(body: dict[str, Any]) -> None:
    state = "accepted" if body["accepted_at"] else "withdrawn" if body["withdrawn_at"] else ""
    until = f"until {body['ends_at'][:16]}" if body["holds"] else "over"
    who = f"[bold]{plain(body['mail'])}[/bold] {plain(body['name'])}"
    shows.print(f"{body['id']}: {who}, {state or until}")
    if "link" in body:
        shows.print(f"  mailed; the link is [bold]{plain(body['link'])}[/bold]")
