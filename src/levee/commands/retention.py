"""How is disk space got back from old Runs, and how is one kept?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows


def pin(
    run_id: Annotated[str, typer.Argument(metavar="RUN")],
    by: Annotated[str, typer.Option("--by", help="who wants it")],
    reason: Annotated[str, typer.Option("--reason", help="why")] = "",
    off: Annotated[bool, typer.Option("--off", help="it need not be kept any more")] = False,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Keep a Run's folder whatever its age."""
    with frame.at_home(data, now, json) as home:
        from levee.site import retaining

        turn = retaining.unpin if off else retaining.pin
        body = turn(home.hands, run_id, by, reason, home.now)
        word = "is pinned" if body["pinned"] else "is not pinned"
        frame.answer(body, json, lambda: shows.print(f"run {plain(body['run'])} {word}"))


def prune(
    keep_days: Annotated[
        int | None, typer.Option("--keep-days", min=1, help="default: the contract's")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would go")] = False,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Remove the folders of old Runs that nothing rests on. What they showed stays on record."""
    with frame.at_home(data, now, json) as home:
        from levee.site import retaining

        body = retaining.prune(home.hands, keep_days, home.now, dry=dry_run)
        frame.answer(body, json, lambda: _show(body))


def _show(body: dict[str, Any]) -> None:
    word = "would free" if body["dry"] else "freed"
    shows.print(
        f"{word} {body['freed_bytes'] / 1e6:.1f} MB: the folders of {len(body['removed'])} runs "
        f"older than {body['keep_days']} days, of {body['runs']} runs"
    )
    shows.print(
        f"  {body['components_freed_bytes'] / 1e6:.1f} MB more in the store: "
        f"{body['components_removed']} components that no lock names any more"
    )
    kept = ", ".join(f"{number} {why}" for why, number in body["kept"].items() if number)
    shows.print(f"  kept: {kept or 'none'}")
