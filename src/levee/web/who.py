"""Who asks for this page?"""

from django.http import HttpRequest

from levee.model.reader import Reader
from levee.store import accounts
from levee.store.account_models import Account


def reader(request: HttpRequest) -> Reader | None:
    """Who is signed in; None for nobody."""
    user = request.user
    return accounts.reader(user) if isinstance(user, Account) and user.is_active else None
