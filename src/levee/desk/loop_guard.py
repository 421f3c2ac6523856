"""Did a machine write this mail, so that an answer to it would only begin a loop?

What people send is heard; what a machine sends is kept and wakes nobody. The marks are those of
RFC 3834 (automatic answers), RFC 3464 and 3798 (reports), RFC 2369 and 2919 (lists), and what
was in use before them.
"""

from levee.model.letter import Letter

_BULK = ("bulk", "junk", "list", "auto_reply")
_MARKS = frozenset(
    ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponse", "x-autoreply-from",
     "x-mail-autoreply", "x-failed-recipients", "x-loop")
)  # fmt: skip
_REPORTS = ("multipart/report", "message/delivery-status", "message/disposition-notification")
_SUPPRESSED = frozenset(("all", "autoreply", "oof"))


def automatic(letter: Letter, is_own: bool) -> str:
    """Why nothing may happen by itself because of this mail; empty when a person wrote it.

    ``is_own``: its sender or its Message-ID is ours, whoever brought it back.
    """
    marks = {name: value.strip().lower() for name, value in letter.marks}
    if is_own:
        return "comes from ourselves"
    if letter.envelope == "":
        return "has a null sender: a bounce or an automatic answer"
    if letter.kind in _REPORTS:
        return "is a delivery report"
    if _first(marks.get("auto-submitted", "no")) != "no":
        return "says that it was submitted automatically"
    if is_bulk(marks):
        return "is bulk mail"
    if _MARKS & marks.keys():
        return "is an automatic answer"
    return "" if letter.sender else "has no sender"


def is_bulk(marks: dict[str, str]) -> bool:
    precedence = {_first(marks.get(name, "")) for name in ("precedence", "x-precedence")}
    return bool(precedence & set(_BULK)) or any(name.startswith("list-") for name in marks)


def wants_no_answer(letter: Letter) -> bool:
    """A person may have written it, in a system that asks machines not to answer
    (X-Auto-Response-Suppress): it is heard, and not acknowledged."""
    asked = dict(letter.marks).get("x-auto-response-suppress", "").lower()
    return bool(_SUPPRESSED & {word.strip() for word in asked.split(",")})


def _first(value: str) -> str:
    """``auto-replied (vacation); owner-email=x``: the word before parameters and comments."""
    words = value.partition(";")[0].partition("(")[0].split()
    return words[0] if words else "no"
