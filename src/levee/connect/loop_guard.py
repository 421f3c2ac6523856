"""Did a machine write this message, so that an answer to it would only begin a loop?

For what comes in and for what goes out: whoever answers a mail by itself asks here first.
"""

from collections.abc import Mapping

from levee.model.address import robot

_BULK = ("bulk", "junk", "list", "auto_reply")
_MARKS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-loop", "list-id", "list-unsubscribe")


def automatic(headers: Mapping[str, str], own: frozenset[str] = frozenset()) -> str:
    """Why nothing should answer a mail with these headers by itself; empty when it may.

    ``own`` are our own addresses. Delivery reports, vacation notes (RFC 3834), lists, and what we
    sent ourselves count. A header may be written in any case.
    """
    said = {name.lower(): value.strip().lower() for name, value in headers.items()}
    if said.get("auto-submitted", "no").partition(";")[0].strip() != "no":
        return f"Auto-Submitted: {said['auto-submitted'][:80]}"
    if said.get("return-path") == "<>":
        return "a null sender: a delivery report"
    if said.get("content-type", "").startswith(("multipart/report", "message/delivery-status")):
        return "a delivery report"
    if said.get("precedence") in _BULK:
        return f"Precedence: {said['precedence']}"
    mark = next((name for name in _MARKS if name in said), "")
    return f"has {mark}" if mark else _sender(said.get("from", ""), own)


def _sender(line: str, own: frozenset[str]) -> str:
    mail = line.rpartition("<")[2].strip("<> ")
    if mail in own:
        return f"{mail} is our own address"
    return f"{mail[:80]} is a machine's address" if robot(mail) else ""
