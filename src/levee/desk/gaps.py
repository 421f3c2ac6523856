"""What does a ticket still lack, in words that its reporter understands?"""

import hashlib
from collections.abc import Iterable, Sequence

from levee.model.event import Channel, Consequence, Event, EventKind

UNREADABLE = "stack.components"  #: the list has components that could not be read
SETTINGS = "stack.settings"
_WORDS = {
    "stack": "the list of what is installed, with exact versions: the output of `pip inspect`, "
    "`npm ls --json --all`, `wp plugin list --format=json`, or the text of Site Health",
    "stack.host": "which version of our product runs there",
    "stack.runtime": "which version of the interpreter it runs on (Python, Node.js, PHP)",
    "stack.plugin": "which plugins are installed, with their exact versions",
    "stack.dependency": "which libraries are installed, with their exact versions",
    SETTINGS: "the settings that differ from a new installation (none is an answer, too)",
    UNREADABLE: "a readable entry for each component that we could not make out, with its exact "
    "version",
    "title": "what goes wrong, in one line",
    "description": "what happens, and what should happen instead",
    "environment": "where it runs: operating system, servers, caches, proxies",
    "traffic_profile": "how much traffic it has, and when",
    "reproduction_steps": "the steps that make it go wrong, one by one",
    "reported_at": "the exact time at which it was seen, with its time zone",
    "affected_user": "who is affected",
    "affected_screen": "on which page or call it is seen",
    "impact": "how much it holds up: is production blocked, do customers see it, is data at risk",
    "attachments": "the log or screenshot that shows it",
    "evidence": "what your monitoring shows: server, network, a provider, a recent change",
    "partner": "for which partner you write",
    "client": "at which client it was seen",
}


def words(name: str) -> str:
    return _WORDS.get(name, name.replace("_", " "))


def lists_whole(events: Sequence[Event]) -> bool:
    """Could every component be read that was listed, as far as a ticket's Events tell?"""
    told = [e for e in events if e.kind is EventKind.OPENED or e.data.get("stack")]
    problems = told[-1].data.get("problems", ()) if told else ()
    tables = ("stack.settings", "stack.platform")
    return not any(p.startswith("stack") and not p.startswith(tables) for p in problems)


def asked(
    ticket_id: str, gaps: Sequence[str], wait: str, addresses: Iterable[str]
) -> tuple[Consequence, ...]:
    """One message to each verified address, with nothing in it that anybody sent.

    The same gaps are asked for once, however often the ticket is looked at.
    """
    if not gaps:
        return ()
    digest = hashlib.sha256("\n".join(gaps).encode()).hexdigest()[:16]
    return tuple(
        Consequence(
            channel=Channel.MAIL,
            key=f"{ticket_id}:gaps:{digest}:{address}",
            payload={
                "to": address,
                "subject": f"[{ticket_id}] please tell us a little more",
                "text": _text(ticket_id, gaps, wait),
                "ticket": ticket_id,
                "automatic": True,
            },
        )
        for address in addresses
    )


def _text(ticket_id: str, gaps: Sequence[str], wait: str) -> str:
    listed = "\n".join(f"  - {words(name)}" for name in gaps)
    return (
        f"We have your report as {ticket_id}. To see it fail ourselves we still need:\n\n"
        f"{listed}\n\n"
        "Answer this message, or send the missing parts the way you sent the report. What you "
        'cannot tell, say so with the reason ("cannot provide, because ..."): that is an answer, '
        f"too.\n\nWe wait {wait} for it, go on by ourselves as soon as it is here, and begin "
        "without it after that.\n"
    )
