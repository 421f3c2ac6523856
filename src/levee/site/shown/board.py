"""Which partner tickets are being repaired, by whom, and which are late?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from levee.site import answers
from levee.site.hands import LeveeHands
from levee.site.shown import names
from levee.store import tickets

#: A column holds the states that mean the same to who reads the board.
COLUMNS = (
    ("being looked at", ("taken in", "reproduced", "not reproduced", "isolated", "fixing")),
    ("open", ("open",)),
    ("verifying", ("verifying",)),
    ("rolled back", ("rolled back",)),
    ("verified", ("verified",)),
    ("resolved", ("resolved", "remediated")),
)


def board(hands: LeveeHands, now: datetime) -> dict[str, Any]:
    """Columns in the order of the work, heaviest first in each; those with nothing are named."""
    every = tickets.every()
    titles = {t.id: t.title for t in every}
    found = answers.board(hands, every, now)["entries"]
    entries = [_entry(hands, e, now) | {"title": titles[e["ticket"]]} for e in found]
    columns = [
        {"title": title, "entries": [e for e in entries if e["state"] in states]}
        for title, states in COLUMNS
    ]
    return {
        "columns": [c for c in columns if c["entries"]],
        "empty": [c["title"] for c in columns if not c["entries"]],
        "number": len(entries),
        "overdue": sum(e["overdue"] for e in entries),
    }


def _entry(hands: LeveeHands, entry: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    target = datetime.fromisoformat(entry["target"]) if entry["target"] else None
    left = (target - now).total_seconds() if target else None
    interaction = [
        {"name": names.package(d["component"]), "text": d["text"]} for d in entry["interaction"]
    ]
    return {
        **entry,
        "owner_name": names.person(hands.desk.contract().file, entry["owner"]),
        "target_at": target,
        "left": names.span(left) if left is not None else "",
        "interaction": interaction,
    }
