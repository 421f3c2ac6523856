"""What does a certificate hand out: lock file, badge, and temporary ones for starters?"""

from pathlib import Path
from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, Json, Now, plain, shows
from levee.commands.lab import SuiteName, read_stack
from levee.model.problem import Problem, Rejected

StackName = Annotated[str, typer.Argument(metavar="STACK", help="a Stack file, or a digest")]
Into = Annotated[Path | None, typer.Option("--to", help="write it there, not to the terminal")]


def lock(
    stack: StackName,
    to: Into = None,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """The lock file of a certified Stack, by hash; refused for any other."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.lab.check import Answer
        from levee.site.checking import check

        found = check(home.hands, data, read_stack(home, stack), home.now)
        if found.found.answer is not Answer.CERTIFIED:
            why = f"{found.body['stack'][:12]} is {found.body['state']}: {found.found.reason}"
            frame.refuse((Problem("not held", why),), json, Exit.NOT_HELD)
        body = {"stack": found.body["stack"], "lock": found.lock}
        if to is not None:
            write(to, found.lock)
            body["file"] = str(to)
        frame.answer(body, json, lambda: _show_lock(body))


def _show_lock(body: dict[str, Any]) -> None:
    if "file" in body:
        shows.print(f"lock file of {body['stack'][:12]} in {plain(body['file'])}")
    else:
        typer.echo(body["lock"], nl=False)


def write(file: Path, text: str) -> None:
    """The whole text or nothing; a place that cannot be written to is refused."""
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.write_bytes(text.encode())
        beside.replace(file)
    except OSError as error:
        raise Rejected((Problem(str(file), f"cannot be written: {error.strerror}"),)) from None


def badge(
    stack: StackName,
    shields: Annotated[bool, typer.Option("--shields", help="for a shields.io endpoint")] = False,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """The badge of a Stack as it is now; an unknown one says so."""
    with frame.at_home(data, now, json) as home:
        from levee.model.problem import Unknown
        from levee.repair import badge as rule
        from levee.site.shown import certificates

        try:
            digest = read_stack(home, stack).digest
        except Unknown:
            digest = stack
        standing = certificates.known_standing(home.hands, digest, home.now)
        body = rule.shields(standing)
        frame.answer(body, json or shields, lambda: typer.echo(rule.badge(standing), nl=False))


def starters(
    by: Annotated[str, typer.Option("--by", help="who grants (a person of the reviewer's role)")],
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Grant the heaviest Stacks a temporary certificate, marked as such, each once."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import stories_certificates

        body = stories_certificates.starters(home.hands, by, home.now)
        frame.answer(body, json, lambda: _show_starters(body))


def _show_starters(body: dict[str, Any]) -> None:
    for one in body["stacks"]:
        word = "temporary" if one["granted"] else "no"
        shows.print(f"{one['stack'][:12]} {word:<9} {plain(one['why'])}")
    shows.print(f"{body['granted']} of {len(body['stacks'])} stacks were granted one now")


def withdraw(
    stack: StackName,
    by: Annotated[str, typer.Option("--by", help="who takes it back (a person of the contract)")],
    reason: Annotated[str, typer.Option("--reason", help="why; for our own people")],
    said: Annotated[str, typer.Option("--said", help="what partners are told beside it")] = "",
    version: Annotated[
        int | None, typer.Option("--version", help="how many events of the stack were seen")
    ] = None,
    suite: SuiteName = "",
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Take a certificate back, at once; certified again only by new Nights and a new review."""
    with frame.at_home(data, now, json, suite) as home:
        from levee.site import jobs, stories_certificates
        from levee.site.stories_certificates import TakingBack

        found = read_stack(home, stack)
        wish = TakingBack(stack=found, by=by, why=reason, said=said, version=version)
        body = stories_certificates.withdraw(home.hands, wish, home.now)
        jobs.sweep(home.now)
        frame.answer(body, json, lambda: _show_withdrawn(body))


def _show_withdrawn(body: dict[str, Any]) -> None:
    shows.print(f"[bold]{body['stack'][:12]} {body['state']}[/bold]: {plain(body['reason'])}")
    for name in body["channels"]:
        shows.print(f"  still offered by {name}: `levee channel rollback {name} --by PERSON`")
