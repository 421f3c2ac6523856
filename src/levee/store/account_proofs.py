"""By which things beside a password does somebody prove who they are?"""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from levee.store.account_models import Account

SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second(account: Account) -> bool:
    return bool(Authenticator.objects.filter(user=account, type__in=SECOND).exists())


def having_second(accounts: Iterable[Account]) -> frozenset[int]:
    """Which of them have one; their numbers."""
    ids = [account.pk for account in accounts]
    found = Authenticator.objects.filter(user__in=ids, type__in=SECOND)
    return frozenset(found.values_list("user_id", flat=True))


def forget(account: Account) -> None:
    """For somebody who lost theirs: app, passkeys and recovery codes are gone."""
    Authenticator.objects.filter(user=account).delete()


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """What somebody has beside a password."""

    app: bool
    passkeys: int
    codes: bool


def kinds(account: Account) -> Second:
    types = list(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    return Second(
        app=Authenticator.Type.TOTP in types,
        passkeys=types.count(Authenticator.Type.WEBAUTHN),
        codes=Authenticator.Type.RECOVERY_CODES in types,
    )
