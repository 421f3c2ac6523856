"""Who reads the pages and writes through them?"""

from dataclasses import dataclass
from enum import StrEnum


class Whom(StrEnum):
    """For whom a page is. For anybody else it is not there."""

    ANYBODY = "anybody"  #: badges and manifests: no account needed
    SIGNED_IN = "signed in"  #: staff and partners
    STAFF = "staff"  #: the vendor's own
    PARTNER = "partner"  #: people of one partner, each seeing that partner only
    ADMIN = "admin"  #: staff who look after accounts, keys and the contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One account as the pages know it. ``partner`` is empty for the vendor's own staff;
    ``person`` is who they are in the contract, empty for one whom it does not name."""

    mail: str
    name: str
    person: str = ""
    partner: str = ""
    admin: bool = False

    @property
    def actor(self) -> str:
        """Who did it, in the words of an Event."""
        return self.person or self.partner or self.mail

    def is_one_of(self, whom: Whom) -> bool:
        match whom:
            case Whom.ANYBODY | Whom.SIGNED_IN:
                return True
            case Whom.STAFF:
                return not self.partner
            case Whom.PARTNER:
                return bool(self.partner)
            case Whom.ADMIN:
                return self.admin and not self.partner
