"""What is to be done next, from an empty folder to the first certificate?"""

from typing import Any

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Json, Now, plain, shows

MARKS = {"done": "✓", "next": "→", "later": "·"}


def first_steps(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """What is done and what comes next, from an empty folder to the first certificate, each step
    with the commands for it."""
    with frame.at_home(data, now, json) as home:
        from levee.site.shown import first_steps

        body = first_steps.steps(home.hands, home.data.absolute(), home.now)
        frame.answer(body, json, lambda: _show(body))


def _show(body: dict[str, Any]) -> None:
    for step in body["steps"]:
        shows.print(
            f"[bold]{MARKS[step['state']]} {plain(step['title'])}[/bold]: {plain(step['said'])}"
        )
        for command in step["commands"] if step["state"] == "next" else ():
            shows.print(f"    [dim]{plain(command['what'])}[/dim]")
            for line in command["text"].splitlines():
                shows.print(f"    {plain(line)}", soft_wrap=True)
