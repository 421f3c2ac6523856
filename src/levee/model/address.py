"""Is this a mail address that a message can safely be sent to?"""

import re

LONGEST = 254  #: what SMTP carries

#: Plain ASCII, one @, a dotted host: no quoting, no comments, no list, no line end.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}))+"
)
_ROBOTS = ("mailer-daemon", "postmaster", "no-reply", "noreply", "no_reply", "do-not-reply",
           "donotreply", "do_not_reply", "bounce")  # fmt: skip


def address(text: str) -> str:
    """The address, its host in small letters; ValueError says what is wrong."""
    if len(text) > LONGEST or not _ADDRESS.fullmatch(text):
        raise ValueError(f"{text[:80]!r} is no mail address such as ada@vendor.example")
    local, _, host = text.rpartition("@")
    return f"{local}@{host.lower()}"


def robot(text: str) -> bool:
    """Does a machine read what is sent there? An answer to it comes from another machine."""
    return text.partition("@")[0].lower().startswith(_ROBOTS)
