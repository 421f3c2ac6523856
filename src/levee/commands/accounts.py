"""Who may sign in to the pages, and where does somebody get in?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows

Mail = Annotated[str, typer.Argument(metavar="MAIL", help="the address of the account")]
Url = Annotated[str, typer.Option(envvar="LEVEE_URL", help="where the pages are")]
HERE = "http://127.0.0.1:8000"
BY = "operator"  #: who decides what is done from a terminal


def create(
    mail: Mail,
    name: Annotated[str, typer.Option(help="who it is")],
    person: Annotated[str, typer.Option(help="their key in the contract's people")] = "",
    partner: Annotated[str, typer.Option(help="the partner they belong to; empty: staff")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="looks after accounts and keys")] = False,
    url: Url = HERE,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Make an account, and a link that lets its owner in once, within a day."""
    with frame.at_home(data, now, json) as home:
        from levee.model.reader import Reader
        from levee.site import stories_accounts as accounts

        wanted = Reader(mail=mail, name=name, person=person, partner=partner, admin=admin)
        made = accounts.create(wanted, home.hands.desk.contract(), home.now)
        body = accounts.said(made) | {"link": url.rstrip("/") + accounts.path_in(made)}
        frame.answer(body, json, lambda: _show_new(body))


def link(
    mail: Mail, url: Url = HERE, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False
) -> None:
    """A new link that lets the account's owner in once, within a day."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories_accounts
        from levee.store import accounts

        path = stories_accounts.another_link(accounts.of(mail), home.now, BY)
        body = {"mail": mail, "link": url.rstrip("/") + path}
        frame.answer(body, json, lambda: shows.print(plain(body["link"])))


def list_accounts(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Every account: who it is, and when they were in last."""
    with frame.at_home(data, now, json):
        from levee.site import stories_accounts
        from levee.store import accounts

        body = {"accounts": [stories_accounts.said(a) for a in accounts.every()]}
        frame.answer(body, json, lambda: _show_all(body))


def close(mail: Mail, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Let nobody in by this account any more; its sessions end at once."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories_accounts
        from levee.store import accounts

        made = accounts.close(accounts.of(mail), home.now, BY)
        body = stories_accounts.said(made)
        frame.answer(body, json, lambda: _show(body))


def reopen(mail: Mail, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Let its owner in again."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories_accounts
        from levee.store import accounts

        made = accounts.reopen(accounts.of(mail), home.now, BY)
        body = stories_accounts.said(made)
        frame.answer(body, json, lambda: _show(body))


def forget_second(mail: Mail, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """For somebody who lost it: app, passkeys and recovery codes prove nothing any more."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories_accounts
        from levee.store import accounts

        found = accounts.of(mail)
        stories_accounts.forget_second(found, home.now, BY)
        body = stories_accounts.said(found)
        frame.answer(body, json, lambda: _show(body))


def person(
    mail: Mail,
    key: Annotated[str, typer.Argument(metavar="KEY", help="of the contract's people")] = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Say who somebody is in the contract: whose duties they hold. Without KEY: nobody of it."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories_accounts
        from levee.store import accounts

        contract, found = home.hands.desk.contract(), accounts.of(mail)
        body = stories_accounts.said(
            stories_accounts.set_person(found, key, contract, home.now, BY)
        )
        frame.answer(body, json, lambda: _show(body))


def sign_out(mail: Mail, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """End every session of an account; its owner may sign in again."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories_accounts
        from levee.store import accounts

        found = accounts.of(mail)
        stories_accounts.end_sessions(found, home.now, BY)
        body = stories_accounts.said(found)
        frame.answer(body, json, lambda: _show(body))


def _show_new(body: dict[str, Any]) -> None:
    _show(body)
    shows.print(f"  lets them in once, within a day: [bold]{plain(body['link'])}[/bold]")


def _show_all(body: dict[str, Any]) -> None:
    if not body["accounts"]:
        shows.print("no account yet; `levee account create` makes one")
    for account in body["accounts"]:
        _show(account)


def _show(account: dict[str, Any]) -> None:
    whose = f"partner {account['partner']}" if account["partner"] else account["person"] or "staff"
    last = f", last in {account['last_in_at'][:16]}" if account.get("last_in_at") else ""
    admin = ", admin" if account["admin"] else ""
    admin += "" if account["active"] else ", closed"
    who = f"[bold]{plain(account['mail'])}[/bold] {plain(account['name'])}"
    shows.print(f"{who} ({plain(whose)}{admin}){last}")
