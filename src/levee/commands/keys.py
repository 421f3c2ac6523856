"""Which keys does the vendor sign with? What partners need to check attestations offline."""

from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, House, Json, Now, plain, shows


def vendor(
    pem: Annotated[bool, typer.Option("--pem", help="only the present public key")] = False,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """The vendor's public keys, in JSON: the file for `levee verify --key`."""
    with frame.at_home(data, now, json) as home:
        from levee.site import vendor_keys

        company = home.hands.desk.contract().file.company
        body = vendor_keys.published(_keeping(home), company)
        if pem and not json:
            typer.echo(vendor_keys.current(_keeping(home))[0].public, nl=False)
        else:
            frame.answer(body, True, lambda: None)


def rotate(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Sign with a new key from now on; the one before stays good for what it signed."""
    with frame.at_home(data, now, json) as home:
        from levee.site import vendor_keys

        body = vendor_keys.rotate(_keeping(home)).to_json()
        frame.answer(body, json, lambda: _show(body, "signs from now on"))


def revoke(
    keyid: Annotated[str, typer.Argument(metavar="KEYID", help="how its id begins")],
    by: Annotated[str, typer.Option("--by", help="who revokes it")],
    reason: Annotated[str, typer.Option("--reason", help="why")],
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Take a key back: nothing that it signed holds with the key file that is printed next."""
    with frame.at_home(data, now, json) as home:
        from levee.site import vendor_keys

        body = vendor_keys.revoke(_keeping(home), keyid, by, reason).to_json()
        frame.answer(body, json, lambda: _show(body, "is revoked"))


def _keeping(home: House) -> Any:
    from levee.site.vendor_keys import Keeping

    days = home.hands.desk.contract().file.certification.key_days
    return Keeping(data=Path(home.data), days=days, now=home.now)


def _show(body: dict[str, Any], word: str) -> None:
    until = (body["valid_until"] or "")[:10]
    shows.print(f"key {plain(body['keyid'][:16])} {word}; it was made to last until {until}")
