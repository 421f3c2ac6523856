"""Which keys open the API, and how is one made or revoked?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows
from levee.model.moment import parse
from levee.model.problem import Problem, Rejected


def create(
    name: Annotated[str, typer.Option(help="what the key is for")],
    scope: Annotated[list[str], typer.Option(help="tickets:read, ...; may be given often")],
    partner: Annotated[str, typer.Option(help="the partner it is for; empty: own staff")] = "",
    expires: Annotated[str, typer.Option(help="the instant (ISO 8601) at which it ends")] = "",
    per_minute: Annotated[int, typer.Option(help="requests that it may make a minute")] = 600,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Make a key for the API. Its secret is shown this once and kept nowhere."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories_keys
        from levee.store.api_keys import Wanted

        wanted = Wanted(
            name=name,
            scopes=tuple(scope),
            partner=partner,
            per_minute=per_minute,
            expires_at=_instant(expires),
        )
        key, secret = stories_keys.create(wanted, home.now)
        body = stories_keys.said(key) | {"secret": secret}
        frame.answer(body, json, lambda: _show_new(body))


def _instant(text: str) -> Any:
    try:
        return parse(text) if text else None
    except ValueError as error:
        raise Rejected((Problem("--expires", str(error)),)) from None


def _show_new(body: dict[str, Any]) -> None:
    _show(body)
    shows.print(f"  secret, shown this once: [bold]{plain(body['secret'])}[/bold]")


def list_keys(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Every key: its name, scopes, partner, and when it was used last."""
    with frame.at_home(data, now, json):
        from levee.site import stories_keys
        from levee.store import api_keys

        body = {"keys": [stories_keys.said(key) for key in api_keys.every()]}
        frame.answer(body, json, lambda: _show_all(body))


def _show_all(body: dict[str, Any]) -> None:
    if not body["keys"]:
        shows.print("no key yet; `levee keys create` makes one")
    for key in body["keys"]:
        _show(key)


def _show(key: dict[str, Any]) -> None:
    ended = f", revoked {key['revoked_at'][:16]}" if key["revoked_at"] else ""
    until = f", until {key['expires_at'][:16]}" if key["expires_at"] else ""
    last = f", last used {key['last_used_at'][:16]}" if key["last_used_at"] else ""
    whose = f" for {plain(key['partner'])}" if key["partner"] else ""
    shows.print(f"[bold]{key['id']}[/bold] {key['prefix']}… {plain(key['name'])}{whose}{ended}")
    shows.print(f"  {', '.join(key['scopes'])}; {key['per_minute']} a minute{until}{last}")


def revoke(
    key_id: Annotated[int, typer.Argument(metavar="ID", help="the number in `levee keys list`")],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """End a key at once and for good."""
    with frame.at_home(data, now, json) as home:
        from levee.site import stories_keys
        from levee.store import api_keys

        body = stories_keys.said(api_keys.revoke(key_id, home.now))
        frame.answer(body, json, lambda: _show(body))
