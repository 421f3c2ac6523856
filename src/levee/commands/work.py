"""What can be asked of work items: list, show, change?"""

from typing import Annotated, Any

import typer

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows

WorkId = Annotated[str, typer.Argument(metavar="ID", help="the work item, or its ticket")]


def show(work_id: WorkId, data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """One work item: owner, target date, acceptance, the interaction it mends."""
    with frame.at_home(data, now, json) as home:
        from levee.site import answers

        item = home.hands.desk.work_item(_named(work_id))
        body = answers.work_item(item, home.now)
        frame.answer(body, json, lambda: _show(body))


def _named(work_id: str) -> str:
    return work_id.replace("T-", "W-")


def change(
    work_id: WorkId,
    by: Annotated[str, typer.Option("--by", help="who changes it (a person of the contract)")],
    reason: Annotated[str, typer.Option("--reason", help="why")],
    owner: Annotated[str, typer.Option("--owner", help="who has it from here on")] = "",
    target: Annotated[
        str, typer.Option("--target", help="until when (ISO 8601, with offset)")
    ] = "",
    state: Annotated[str, typer.Option("--state", help="open, in progress, done, dropped")] = "",
    accept: Annotated[
        list[str] | None, typer.Option("--accept", help="when it is accepted; may be repeated")
    ] = None,
    version: Annotated[int | None, typer.Option("--version", help="which one was seen")] = None,
    data: Data = DEFAULT_DATA,
    now: Now = "",
    json: Json = False,
) -> None:
    """Change a work item's owner, target date, state or acceptance criteria."""
    with frame.at_home(data, now, json) as home:
        from levee.site import jobs, working

        said = working.Said(work_id=_named(work_id), by=by, reason=reason, version=version)
        wanted = working.Wanted(owner=owner, target=target, state=state, acceptance=accept or None)
        body = working.change(home.hands, said, wanted, home.now)
        jobs.sweep(home.now)
        frame.answer(body, json, lambda: _show(body))


def _show(body: dict[str, Any]) -> None:
    late = " [bold red]overdue[/bold red]" if body["overdue"] else ""
    shows.print(f"[bold]{body['id']}[/bold] {body['state']}{late}  {plain(body['title'])}")
    shows.print(f"  {body['kind']}, for {body['ticket']}, version {body['version']}")
    shows.print(
        f"  owner {plain(body['owner'])} ({body['owner_role']}), until {body['target'][:16]}"
    )
    shows.print(
        f"  {body['clients']} clients, traffic {body['traffic']}, severity {body['severity']}"
    )
    for one in body["acceptance"]:
        shows.print(f"  accepted when: {plain(one)}")
    for delta in body["interaction"]:
        shows.print(f"  interaction: {plain(delta['text'])}")
