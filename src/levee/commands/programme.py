"""How do partners join the partner-safe programme, and how far is each?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.certificates import StackName
from levee.commands.frame import DEFAULT_DATA, Data, Exit, House, Json, Now, plain, shows
from levee.commands.lab import SuiteName, read_stack
from levee.model.problem import Problem

Partner = Annotated[str, typer.Option("--partner", help="who applies")]


def apply(
    stack: StackName,
    partner: Partner,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Apply with a Stack: every Night runs it until it is certified, and while it is."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import programme

        found = read_stack(home, stack)
        said = programme.apply(home.hands, data, partner, found, home.now)
        _answer(home, said, partner, json)


def withdraw(
    stack: StackName,
    partner: Partner,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Take an application back: its badge and its place in the Nights go."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import programme

        said = programme.withdraw(home.hands, partner, read_stack(home, stack), home.now)
        _answer(home, said, partner, json)


def status(
    partner: Annotated[str, typer.Option("--partner", help="only this one's")] = "",
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Every application: its place, its badge, its window, and what it still lacks."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import programme

        body = programme.status(home.hands, home.now, partner)
        frame.answer(body, json, lambda: _show(body))


def _answer(home: House, said: Any, partner: str, json: bool) -> None:
    from levee.flow import Stop
    from levee.site import programme

    if isinstance(said, Stop):
        frame.refuse((Problem("not held", said.reason),), json, Exit.NOT_HELD)
    body = programme.status(home.hands, home.now, partner) | {"new": len(said)}
    frame.answer(body, json, lambda: _show(body))


def _show(body: dict[str, Any]) -> None:
    for one in body["applications"]:
        who = f"{plain(one['partner'])} {one['stack'][:12]}"
        shows.print(f"[bold]{who} {one['place']}[/bold]: {plain(one['why'])}")
        if one["badge"]:
            shows.print(f"  badge: {one['badge']}")
        if window := one["window"]:
            opens, closes = window["opens"][:16], window["closes"][:16]
            shows.print(f"  rollout window of {window['channel']}: {opens} to {closes} UTC")
        for missing in one["standing"]["missing"]:
            shows.print(f"  missing: {plain(missing)}")
    if not body["applications"]:
        shows.print("no application")
