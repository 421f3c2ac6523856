"""What do a partner's clients run, and how does each of those stacks stand?"""

from datetime import datetime
from pathlib import Path
from typing import Any

from levee.flow import certifying
from levee.model.certificate import CertificateState
from levee.model.problem import Unknown
from levee.model.ticket import stack_from
from levee.site import eyes
from levee.site.hands import LeveeHands
from levee.site.shown import certificates, names, portal_words
from levee.site.shown.suites import suite
from levee.store import pages
from levee.store.pages import Wish

MOST = 500  #: clients of one partner that the page shows


def stacks(hands: LeveeHands, data: Path, partner: str, now: datetime) -> dict[str, Any]:
    """One row a stack, with the clients that run it."""
    rows = pages.installations_with_stacks(Wish(partner=partner, most=MOST + 1))
    known = suite(hands)
    facts = certifying.read(hands, hands.desk.contract(), known) if known else None
    found: dict[str, dict[str, Any]] = {}
    for row in rows[:MOST]:
        if row.stack_id not in found:
            stack = stack_from(row.stack.body)
            found[row.stack_id] = {
                "digest": row.stack_id,
                "text": names.stack(stack),
                "clients": [],
                "standing": None,
                "has_lock": False,
            }
            if facts:
                standing = facts.standing(stack, now)
                certified = standing.state is CertificateState.CERTIFIED
                found[row.stack_id] |= {
                    "standing": {
                        "state": portal_words.standing(standing.state),
                        "badge": names.said(standing.state.value),
                        "tone": certificates.tone(standing.state),
                        "reason": standing.reason,
                        "expires_at": standing.expires_at,
                    },
                    "has_lock": certified and certificates.lock(data, stack).is_file(),
                }
        found[row.stack_id]["clients"].append({"name": row.client, "seen": row.last_seen})
    return {"rows": list(found.values()), "more": len(rows) > MOST}


def lock(hands: LeveeHands, data: Path, partner: str, digest: str, now: datetime) -> Path:
    """The lock file of one of their own stacks, while it is certified."""
    found = eyes.stack(hands, digest, partner)
    if certificates.standing(hands, found, now).state is not CertificateState.CERTIFIED:
        raise Unknown(f"no stack begins with {digest!r}")
    return certificates.lock(data, found)
