"""Has somebody whose role needs two proofs given them both? Until then there is nothing else."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from levee.contract.rosters import needs_two_factor
from levee.model.problem import Unknown
from levee.store import account_proofs, contracts
from levee.store.account_models import Account

#: What somebody may open who still has to set it up: their own account, the ways out, what
#: draws the pages. The API, which asks for a key and not for a person, does not come by here.
FREE = ("/account/", "/sign-in/", "/sign-out/", "/enter/", "/welcome/", "/static/")


def asked_for(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(FREE) and _lacks(request):
            return redirect(reverse("mfa_index") + "?needed=1")
        return get_response(request)

    return middleware


def _lacks(request: HttpRequest) -> bool:
    user = request.user
    if not isinstance(user, Account) or not is_needed(user):
        return False
    return not account_proofs.has_second(user)


def is_needed(account: Account) -> bool:
    """Whether the contract in force asks it of a role that this person may hold."""
    if not account.person:
        return False
    try:
        return needs_two_factor(account.person, contracts.in_force().file)
    except Unknown:
        return False
