"""How does somebody get an account, and how do they get in for the first time?"""

from datetime import datetime
from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from levee.contract.load import Contract
from levee.model.problem import Problem, Rejected
from levee.model.reader import Reader
from levee.store import account_proofs, account_sessions, accounts
from levee.store.account_models import Account


class _Links(PasswordResetTokenGenerator):
    """Good until it is used: it covers the last sign-in."""

    key_salt = "levee.enter"


_links = _Links()


def create(wanted: Reader, contract: Contract, now: datetime, by: str = "operator") -> Account:
    """An account. Rejected with everything that is wrong."""
    if found := tuple(problems(wanted, contract)):
        raise Rejected(found)
    return accounts.create(wanted, now, by)


def forget_second(account: Account, now: datetime, by: str) -> None:
    """For somebody who lost app, passkeys and recovery codes: the password alone lets them in,
    until they set up others."""
    account_proofs.forget(account)
    account_sessions.end(account)
    accounts.told(account, now, by, "second proofs forgotten")


def set_person(
    account: Account, person: str, contract: Contract, now: datetime, by: str
) -> Account:
    """Rejected for somebody whom the contract does not have, and for a partner's people."""
    if account.partner and person:
        raise Rejected((Problem("person", "is for staff, not for a partner's people"),))
    if person and person not in contract.file.people:
        raise Rejected((Problem("person", f"{person!r} is nobody in the contract"),))
    return accounts.set_person(account, person, now, by)


def end_sessions(account: Account, now: datetime, by: str) -> None:
    """They are signed out everywhere, and may sign in again."""
    account_sessions.end(account)
    accounts.told(account, now, by, "signed out everywhere")


def problems(wanted: Reader, contract: Contract) -> list[Problem]:
    found = []
    try:
        validate_email(wanted.mail)
    except ValidationError:
        found.append(Problem("mail", f"{wanted.mail!r} is no mail address"))
    if not wanted.name.strip() or len(wanted.name) > 200:
        found.append(Problem("name", "says who it is, in at most 200 characters"))
    if wanted.person and wanted.person not in contract.file.people:
        found.append(Problem("person", f"{wanted.person!r} is nobody in the contract"))
    if wanted.partner and (wanted.person or wanted.admin):
        found.append(Problem("partner", "is for the partner's people, not for staff"))
    return found


def path_in(account: Account) -> str:
    """Where this account gets in once, within a day."""
    number = urlsafe_base64_encode(str(account.pk).encode())
    return reverse("enter", args=(number, _links.make_token(account)))


def another_link(account: Account, now: datetime, by: str) -> str:
    """The same for an account that is there, told in its Events: whoever holds the link is in."""
    accounts.told(account, now, by, "a one-time link was made")
    return path_in(account)


def behind(number: str, token: str) -> Account | None:
    """Whose link this is, while it is good."""
    try:
        key = int(urlsafe_base64_decode(number).decode())
    except ValueError:
        return None
    account = Account.objects.filter(pk=key, is_active=True).first()
    return account if account and _links.check_token(account, token) else None


def said(account: Account) -> dict[str, Any]:
    return {
        "id": account.pk,
        "mail": account.mail,
        "name": account.name,
        "person": account.person,
        "partner": account.partner,
        "admin": account.admin,
        "active": account.is_active,
        "created_at": account.created_at.isoformat(),
        "last_in_at": account.last_login.isoformat() if account.last_login else None,
    }
