"""Where is somebody signed in, and how does that end?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from levee.model.problem import Unknown
from levee.store.account_models import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One browser that is signed in."""

    id: int
    began_at: datetime
    ip: str
    browser: str
    is_current: bool


def of(account: Account, current: str, now: datetime) -> tuple[SignedIn, ...]:
    """Those that still hold, the newest first; ``current`` is the key of the session that asks."""
    rows = list(UserSession.objects.filter(user=account).order_by("-created_at"))
    keys = [row.session_key for row in rows]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=now)
    held = set(alive.values_list("session_key", flat=True))
    return tuple(
        SignedIn(
            id=row.pk,
            began_at=row.created_at,
            ip=row.ip,
            browser=row.user_agent,
            is_current=row.session_key == current,
        )
        for row in rows
        if row.session_key in held
    )


def end_one(account: Account, session_id: int) -> None:
    """Unknown where this account has no such session."""
    found = UserSession.objects.filter(user=account, pk=session_id)
    if not found:
        raise Unknown(f"{account.mail} has no session {session_id}")
    _end(found)


def end(account: Account, but: str = "") -> None:
    """Every one of them at once, except the one with this key."""
    _end(UserSession.objects.filter(user=account).exclude(session_key=but))


def forget(now: datetime) -> int:
    """Those that ran out: nobody holds them any more. How many sessions there were."""
    count, _ = Session.objects.filter(expire_date__lte=now).delete()
    alive = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=alive).delete()
    return int(count)


def _end(rows: Iterable[UserSession]) -> None:
    found = list(rows)
    Session.objects.filter(session_key__in=[row.session_key for row in found]).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in found]).delete()
