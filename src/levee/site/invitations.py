"""How does somebody come to an account: invited, reminded, let in once, or not any more?"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from levee.connect import mail as post
from levee.contract.load import Contract
from levee.model.event import Channel, Consequence, Event, EventKind
from levee.model.problem import NotHeld, Problem, Rejected, Unknown
from levee.model.reader import Reader
from levee.site import queued_mail, stories_accounts
from levee.site.clock import clock
from levee.store import accounts, invitations, ledger
from levee.store.account_models import Account
from levee.store.invitations import Invitation

MOST_DAYS = 90


def invite(
    wanted: Reader, days: int, contract: Contract, now: datetime, by: str
) -> tuple[Invitation, str]:
    """The invitation, mailed, and its link. Rejected with everything that is wrong."""
    problems = [*stories_accounts.problems(wanted, contract), *_problems(wanted.mail, days, now)]
    if problems:
        raise Rejected(tuple(problems))
    with ledger.writing():
        made = invitations.make(wanted, by, now, timedelta(days=days))
        _send(made, now, by, f"for {days} days")
    return made, path(made)


def _problems(mail: str, days: int, now: datetime) -> list[Problem]:
    found = []
    if not 1 <= days <= MOST_DAYS:
        found.append(Problem("days", f"is between 1 and {MOST_DAYS}"))
    if accounts.known(mail):
        found.append(Problem("mail", f"{mail} has an account already"))
    elif invitations.held_by(mail, now):
        found.append(Problem("mail", f"{mail} is invited already; send that invitation again"))
    return found


def again(number: int, days: int, now: datetime, by: str) -> tuple[Invitation, str]:
    """Mailed once more with a new link; the one before opens nothing any more."""
    if not 1 <= days <= MOST_DAYS:
        raise Rejected((Problem("days", f"is between 1 and {MOST_DAYS}"),))
    with ledger.writing():
        found = invitations.find(number)
        if found.accepted_at or found.withdrawn_at or found.is_first:
            raise Rejected((Problem("invitation", "was accepted or withdrawn; make a new one"),))
        made = invitations.renew(number, now, timedelta(days=days))
        _send(made, now, by, f"again, for {days} days")
    return made, path(made)


def withdraw(number: int, now: datetime, by: str) -> Invitation:
    with ledger.writing():
        if invitations.withdraw(invitations.find(number).id, now):
            event = _event(number, EventKind.INVITATION_WITHDRAWN, now, by, "")
            ledger.append([event])
    return invitations.find(number)


def first_admin(now: datetime) -> str:
    """The path of the link that makes the first admin; empty where there is an admin."""
    if accounts.has_admin():
        return ""
    with ledger.writing():
        made = invitations.first()
        if made is None:
            nobody = Reader(mail="", name="", admin=True)
            made = invitations.make(nobody, "levee up", now, None)
    return path(made)


def path(invitation: Invitation) -> str:
    return reverse("welcome", args=(invitation.id, _token(invitation)))


def _token(invitation: Invitation) -> str:
    value = f"{invitation.id}:{invitation.nonce}"
    return salted_hmac("levee.welcome", value, algorithm="sha256").hexdigest()


def behind(number: int, token: str, now: datetime) -> Invitation | None:
    """Whose link this is, while it is good."""
    try:
        invitation = invitations.find(number)
    except Unknown:
        return None
    if not constant_time_compare(_token(invitation), token):
        return None
    if invitation.is_first and accounts.has_admin():
        return None
    return invitation if invitation.holds(now) else None


def accept(
    invitation: Invitation, given: Reader, password: str, contract: Contract, now: datetime
) -> Account:
    """The account, once. Only the first admin says which address and person; the others say
    how they are called."""
    who = given if invitation.is_first else replace(invitation.who, name=given.name)
    wanted = replace(who, admin=invitation.who.admin, partner=invitation.who.partner)
    if problems := stories_accounts.problems(wanted, contract):
        raise Rejected(tuple(problems))
    with ledger.writing():
        if invitation.is_first and accounts.has_admin():
            raise Rejected((Problem("invitation", "there is an admin already"),))
        if not invitations.take(invitation, now):
            raise Rejected((Problem("invitation", "was used or withdrawn meanwhile"),))
        return accounts.create(wanted, now, by=wanted.person or wanted.name, password=password)


def _send(made: Invitation, now: datetime, by: str, reason: str) -> None:
    event = _event(made.id, EventKind.INVITED, now, by, reason)
    owed = Consequence(
        channel=Channel.MAIL,
        key=f"{event.subject}:{event.key}",
        payload={"to": made.who.mail, "invited": made.id, "nonce": made.nonce},
        urgent=True,
    )
    ledger.append([event], [owed])
    queued_mail.soon()


def _event(number: int, kind: EventKind, now: datetime, by: str, reason: str) -> Event:
    key = f"{kind.value}:{secrets.token_hex(8)}"
    return Event(
        subject=f"invitation:{number}", kind=kind, at=now, actor=by, reason=reason, key=key
    )


def carry(key: str, payload: Mapping[str, Any]) -> None:
    """NotHeld where it was withdrawn, used or sent anew meanwhile; then nothing is sent."""
    found = invitations.find(payload["invited"])
    if not found.holds(clock()) or found.nonce != payload["nonce"]:
        raise NotHeld(f"invitation {found.id} does not hold any more; nothing was sent")
    post.send(key, {"to": found.who.mail, **_letter(found), "automatic": True})


def _letter(found: Invitation) -> Mapping[str, str]:
    until = f"{found.ends_at:%d %B %Y, %H:%M} UTC" if found.ends_at else "it is used"
    return {
        "subject": "You are invited to Levee",
        "text": f"{found.made_by} invites you.\n\nOpen this link to choose a password:\n\n"
        f"{settings.URL}{path(found)}\n\nIt works once, until {until}.\n",
    }


def said(invitation: Invitation, now: datetime) -> dict[str, Any]:
    """In JSON, without the link."""
    return {
        "id": invitation.id,
        "mail": invitation.who.mail,
        "name": invitation.who.name,
        "person": invitation.who.person,
        "partner": invitation.who.partner,
        "admin": invitation.who.admin,
        "made_by": invitation.made_by,
        "made_at": invitation.made_at.isoformat(),
        "ends_at": invitation.ends_at.isoformat() if invitation.ends_at else None,
        "accepted_at": invitation.accepted_at.isoformat() if invitation.accepted_at else None,
        "withdrawn_at": invitation.withdrawn_at.isoformat() if invitation.withdrawn_at else None,
        "holds": invitation.holds(now),
    }
