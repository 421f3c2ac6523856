"""How does a command tell whether the ledger, the caches and the clocks are whole?"""

from typing import Any

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, Json, Now, plain, shows


def audit(data: Data = DEFAULT_DATA, now: Now = "", json: Json = False) -> None:
    """Check chains, caches and clocks; exit 1 when anything differs. Nothing is changed."""
    with frame.at_home(data, now, json) as home:
        from levee.site import auditing

        body = auditing.audit(home.hands, home.now)
        frame.answer(body, json, lambda: _show(body))
        if not body["whole"]:
            frame.leave(Exit.NOT_HELD)


def _show(body: dict[str, Any]) -> None:
    if body["waiting"]:
        shows.print(f"due for the next tick: {', '.join(body['waiting'])}")
    faults = [fault for part in ("chains", "caches", "cases", "clocks") for fault in body[part]]
    for fault in faults:
        shows.print(f"[bold red]audit[/bold red] {plain(fault)}")
    said = f"{len(faults)} faults" if faults else "every chain, cache and clock is as it should be"
    shows.print(said)
