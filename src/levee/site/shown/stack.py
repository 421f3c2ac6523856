"""What is known of one Stack: its parts, its Nights, its certificate, who runs it?"""

from datetime import datetime
from typing import Any

from levee.flow import certifying
from levee.lab import matrix
from levee.site import answers
from levee.site.hands import LeveeHands
from levee.site.shown import components, names, night
from levee.site.shown.suites import suite
from levee.store import pages


def stack(hands: LeveeHands, digest: str, now: datetime) -> dict[str, Any]:
    found, known = hands.lab.stack(digest), suite(hands)
    clients = pages.running(found.digest)
    body: dict[str, Any] = {
        "stack": components.table(found, None),
        "clients": [i.client for i in clients],
        "traffic": sum(i.traffic for i in clients),
        "standing": None,
        "nights": None,
    }
    if known is None:
        return body
    nights = hands.lab.nights(known)
    standing = certifying.standing(hands, found, hands.desk.contract(), known, now)
    table = matrix.by_component(matrix.of_stack(found.digest, known.name, nights))
    days = {n.day.isoformat(): night.brief(n) for n in nights}
    rows = [night.cells(row) | {"night": days[row.key]} for row in reversed(table.rows)]
    return body | {
        "standing": answers.standing(standing) | {"state": names.said(standing.state.value)},
        "nights": {"columns": list(table.columns), "rows": rows},
    }
