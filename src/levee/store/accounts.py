"""Which people may sign in, and as whom?"""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress

from levee.model.event import Event, EventKind
from levee.model.problem import Problem, Rejected, Unknown
from levee.model.reader import Reader
from levee.store import account_sessions, ledger
from levee.store.account_models import Account


def subject(account: Account) -> str:
    """Of its Events."""
    return f"account:{account.pk}"


def create(
    reader: Reader, now: datetime, by: str = "operator", password: str | None = None
) -> Account:
    """An account, without a password where none is given. Rejected where the address has one."""
    mail = reader.mail.lower()
    with ledger.writing():
        if known(mail):
            raise Rejected((Problem("mail", f"{mail} has an account already"),))
        account = Account(
            mail=mail,
            name=reader.name,
            person=reader.person,
            partner=reader.partner,
            admin=reader.admin,
            created_at=now,
        )
        account.set_password(password)
        account.save()
        EmailAddress.objects.create(user=account, email=mail, verified=True, primary=True)
        _tell(account, EventKind.ACCOUNT_MADE, now, by, reader.partner or reader.person or "staff")
    return account


def known(mail: str) -> bool:
    """Whether somebody signs in with this address, or changes to it."""
    taken = EmailAddress.objects.filter(email__iexact=mail, verified=True)
    return Account.objects.filter(mail__iexact=mail).exists() or taken.exists()


def of(mail: str) -> Account:
    found = Account.objects.filter(mail__iexact=mail).first()
    if found is None:
        raise Unknown(f"nobody has an account as {mail}")
    return found


def numbered(number: int) -> Account:
    found = Account.objects.filter(pk=number).first()
    if found is None:
        raise Unknown(f"there is no account {number}")
    return found


def every() -> tuple[Account, ...]:
    return tuple(Account.objects.order_by("mail"))


def has_admin() -> bool:
    """Whether somebody can look after the accounts."""
    return Account.objects.filter(admin=True, is_active=True).exists()


def close(account: Account, now: datetime, by: str) -> Account:
    """They are out at once. Rejected for the last admin: nobody could let anybody in again."""
    return _turned(account, now, by, EventKind.ACCOUNT_CLOSED, is_active=False)


def reopen(account: Account, now: datetime, by: str) -> Account:
    return _turned(account, now, by, EventKind.ACCOUNT_REOPENED, is_active=True)


def set_admin(account: Account, admin: bool, now: datetime, by: str) -> Account:
    if account.partner and admin:
        raise Rejected((Problem("admin", "is for staff, not for a partner's people"),))
    return _turned(account, now, by, EventKind.ACCOUNT_CHANGED, admin=admin)


def _turned(account: Account, now: datetime, by: str, kind: EventKind, **to: bool) -> Account:
    """One flag turned, unless it stands so already. Without a last admin nothing is turned."""
    (name, value), *_ = to.items()
    with ledger.writing():
        account.refresh_from_db()
        if getattr(account, name) is value:
            return account
        setattr(account, name, value)
        account.save(update_fields=[name])
        if not value and not has_admin() and _was_admin(account, name):
            raise Rejected((Problem("account", f"{account.mail} is the last admin"),))
        if kind is EventKind.ACCOUNT_CLOSED:
            account_sessions.end(account)
        said = ("looks after accounts" if value else "no longer does") if name == "admin" else ""
        _tell(account, kind, now, by, said)
    return account


def _was_admin(account: Account, turned: str) -> bool:
    return account.admin or turned == "admin"


def set_person(account: Account, person: str, now: datetime, by: str) -> Account:
    """Who they are in the contract; empty for nobody of it."""
    with ledger.writing():
        account.refresh_from_db()
        if account.person != person:
            account.person = person
            account.save(update_fields=["person"])
            said = f"is {person} of the contract" if person else "is nobody of the contract"
            _tell(account, EventKind.ACCOUNT_CHANGED, now, by, said)
    return account


def told(account: Account, now: datetime, by: str, reason: str) -> None:
    """Something else about it changed."""
    _tell(account, EventKind.ACCOUNT_CHANGED, now, by, reason)


def _tell(account: Account, kind: EventKind, now: datetime, by: str, reason: str) -> None:
    key = f"{kind.value}:{secrets.token_hex(8)}"
    about = subject(account)
    event = Event(subject=about, kind=kind, at=now, actor=by, reason=reason, key=key)
    ledger.append([event])


def reader(account: Account) -> Reader:
    return Reader(
        mail=account.mail,
        name=account.name,
        person=account.person,
        partner=account.partner,
        admin=account.admin,
    )
