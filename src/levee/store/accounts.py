"""Which people may sign in, and as whom?"""

from datetime import datetime

from levee.model.problem import Problem, Rejected, Unknown
from levee.model.reader import Reader
from levee.store.account_models import Account


def create(reader: Reader, now: datetime) -> Account:
    """An account without a password yet. Rejected where the address has one."""
    mail = reader.mail.lower()
    if Account.objects.filter(mail__iexact=mail).exists():
        raise Rejected((Problem("mail", f"{mail} has an account already"),))
    account = Account(
        mail=mail,
        name=reader.name,
        person=reader.person,
        partner=reader.partner,
        admin=reader.admin,
        created_at=now,
    )
    account.set_unusable_password()
    account.save()
    return account


def of(mail: str) -> Account:
    found = Account.objects.filter(mail__iexact=mail).first()
    if found is None:
        raise Unknown(f"nobody has an account as {mail}")
    return found


def every() -> tuple[Account, ...]:
    return tuple(Account.objects.order_by("mail"))


def reader(account: Account) -> Reader:
    return Reader(
        mail=account.mail,
        name=account.name,
        person=account.person,
        partner=account.partner,
        admin=account.admin,
    )
