"""Who is invited to make an account, and which invitation still holds?"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from levee.model.problem import Unknown
from levee.model.reader import Reader
from levee.store.account_models import InvitationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """``who.mail`` is empty for the first admin, who gives it when accepting."""

    id: int
    who: Reader
    made_by: str
    made_at: datetime
    nonce: str
    ends_at: datetime | None
    accepted_at: datetime | None
    withdrawn_at: datetime | None

    def holds(self, now: datetime) -> bool:
        ended = self.ends_at is not None and self.ends_at <= now
        return not (ended or self.accepted_at or self.withdrawn_at)

    @property
    def is_first(self) -> bool:
        return not self.who.mail


def make(who: Reader, made_by: str, now: datetime, lasts: timedelta | None) -> Invitation:
    row = InvitationRow.objects.create(
        mail=who.mail.lower(),
        name=who.name,
        person=who.person,
        partner=who.partner,
        admin=who.admin,
        made_by=made_by,
        made_at=now,
        nonce=secrets.token_hex(16),
        ends_at=now + lasts if lasts else None,
    )
    return _invitation(row)


def find(number: int) -> Invitation:
    row = InvitationRow.objects.filter(pk=number).first()
    if row is None:
        raise Unknown(f"there is no invitation {number}")
    return _invitation(row)


def first() -> Invitation | None:
    """The one for the first admin, if there is one that nobody accepted."""
    open_ones = InvitationRow.objects.filter(mail="", accepted_at=None, withdrawn_at=None)
    row = open_ones.order_by("id").first()
    return _invitation(row) if row else None


def every(most: int = 500) -> tuple[Invitation, ...]:
    """The newest first; the first admin's is nobody's business."""
    rows = InvitationRow.objects.exclude(mail="").order_by("-id")[:most]
    return tuple(_invitation(row) for row in rows)


def held_by(mail: str, now: datetime) -> Invitation | None:
    """The one that this address could accept now."""
    holds = Q(ends_at=None) | Q(ends_at__gt=now)
    rows = InvitationRow.objects.filter(
        holds, mail=mail.lower(), accepted_at=None, withdrawn_at=None
    )
    row = rows.order_by("-id").first()
    return _invitation(row) if row else None


def renew(number: int, now: datetime, lasts: timedelta) -> Invitation:
    """Good for as long again, under another link: the one before opens nothing any more."""
    InvitationRow.objects.filter(pk=number, accepted_at=None, withdrawn_at=None).update(
        nonce=secrets.token_hex(16), ends_at=now + lasts
    )
    return find(number)


def withdraw(number: int, now: datetime) -> bool:
    """False where it was accepted or withdrawn before."""
    rows = InvitationRow.objects.filter(pk=number, accepted_at=None, withdrawn_at=None)
    return rows.update(withdrawn_at=now) == 1


def take(invitation: Invitation, now: datetime) -> bool:
    """Whether this is the one time that it is accepted."""
    rows = InvitationRow.objects.filter(
        pk=invitation.id, nonce=invitation.nonce, accepted_at=None, withdrawn_at=None
    )
    return rows.update(accepted_at=now) == 1


def _invitation(row: InvitationRow) -> Invitation:
    who = Reader(
        mail=row.mail, name=row.name, person=row.person, partner=row.partner, admin=row.admin
    )
    return Invitation(
        id=row.pk,
        who=who,
        made_by=row.made_by,
        made_at=row.made_at,
        nonce=row.nonce,
        ends_at=row.ends_at,
        accepted_at=row.accepted_at,
        withdrawn_at=row.withdrawn_at,
    )
