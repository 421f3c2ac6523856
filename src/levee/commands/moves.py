"""What can people do to a ticket: give it away, judge it, hold it up, end it, tie it to others?"""

from typing import Annotated

import typer

from levee.commands.moving import Carried, move
from levee.model.problem import Problem, Rejected


@move
def assign(
    to: Annotated[str, typer.Argument(help="a role or a person of the contract")],
) -> Carried:
    """Give the next response to a role or a person."""
    from levee.site import moves

    return lambda hands, wish: moves.assign(hands, wish, to)


@move
def level(
    to: Annotated[str, typer.Argument(help="L1, L2 or L3")],
    trigger: Annotated[str, typer.Option(help="what escalates it, as the contract says")] = "",
) -> Carried:
    """Cross to another level; its role has the ticket at once."""
    from levee.site import moves

    return lambda hands, wish: moves.level(hands, wish, to, trigger)


@move
def severity(
    to: Annotated[int | None, typer.Argument(help="1 to 4, decided by hand")] = None,
    impact: Annotated[
        list[str] | None, typer.Option(help="what changed, DIMENSION=VALUE: judged again")
    ] = None,
) -> Carried:
    """Decide the severity by hand, or have it judged again by changed impact."""
    from levee.site import moves

    if (to is None) is (not impact):
        raise Rejected((Problem("severity", "give either a severity or --impact"),))
    if to is not None:
        return lambda hands, wish: moves.severity(hands, wish, to)
    return lambda hands, wish: moves.impact(hands, wish, _pairs(impact or []))


def _pairs(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if bad := [Problem("--impact", f"{p[0]!r} is no DIMENSION=VALUE") for p in pairs if not p[1]]:
        raise Rejected(tuple(bad))
    return {name.strip(): value.strip() for name, _, value in pairs}


@move
def partner(
    name: Annotated[str, typer.Argument(help="whose ticket it is")],
) -> Carried:
    """Say which partner a ticket is from, where nobody could tell; it goes on in their stream."""
    from levee.site import moves

    return lambda hands, wish: moves.partner(hands, wish, name)


@move
def triage(
    note: Annotated[str, typer.Option(help="the triage note: what is known so far")],
    plan: Annotated[str, typer.Option(help="how it is to be reproduced")],
) -> Carried:
    """Write triage note and reproduction plan."""
    from levee.site import moves

    return lambda hands, wish: moves.triage(hands, wish, note, plan)


@move
def pause(
    until_reply: Annotated[
        bool, typer.Option("--until-reply", help="the reporter's next word ends it")
    ] = False,
) -> Carried:
    """Put it on hold; the clocks that the contract pauses stand."""
    from levee.site import moves

    return lambda hands, wish: moves.pause(hands, wish, until_reply)


@move
def resume() -> Carried:
    """Go on with a ticket that is on hold or waits for gaps."""
    from levee.site import moves

    return lambda hands, wish: moves.resume(hands, wish)
