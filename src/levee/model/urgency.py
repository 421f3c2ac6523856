"""Which job of the lab goes before which other one?"""

from typing import Final


class Urgency:
    """The larger goes first; a Night lets it go between two of its Runs. Plain numbers, since
    the queue takes no others."""

    HOTFIX: Final = 80  #: of a severity that is worth a hotfix
    TICKET: Final = 50  #: of any other ticket, or asked for by a person
    NIGHTLY: Final = 0  #: the Night of a date
    UPSTREAM: Final = -50  #: what may come: new versions that nobody runs yet
