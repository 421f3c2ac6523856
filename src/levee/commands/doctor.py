"""What does this machine lack that Levee needs?"""

import os
from dataclasses import asdict
from typing import Any

from levee.commands import frame
from levee.commands.frame import DEFAULT_DATA, Data, Exit, Json, plain, shows


def doctor(data: Data = DEFAULT_DATA, json: Json = False) -> None:
    """What this machine has and lacks, each with what to install; nothing is changed."""
    with frame.polite(json):
        from levee.bench import machine
        from levee.site.bench import allow_unsandboxed

        database = os.environ.get("LEVEE_DATABASE_URL", "")
        found = machine.look(data, database, unsandboxed=allow_unsandboxed())
        lacks = [one.name for one in found if one.lacks]
        body = {"machine": machine.about(), "lacks": lacks, "checks": [asdict(c) for c in found]}
        frame.answer(body, json, lambda: _show(body))
        if lacks:
            frame.leave(Exit.NOT_HELD)


def _show(body: dict[str, Any]) -> None:
    shows.print(plain(body["machine"]))
    for one in body["checks"]:
        word = "has  " if one["has"] else "LACKS" if one["needed"] else "lacks"
        shows.print(f"  {word} {one['name']}: {plain(one['seen'])}")
        if not one["has"]:
            need = "needed" if one["needed"] else "optional"
            shows.print(f"        {need}: {plain(one['install'])}")
    lacks = ", ".join(body["lacks"])
    shows.print(f"needed and not here: {lacks}" if lacks else "all that is needed is here")
