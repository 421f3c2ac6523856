"""What does somebody see and change of their own account?"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from levee.model.problem import Unknown
from levee.store import account_proofs, account_sessions
from levee.store.account_models import Account
from levee.web.page import now
from levee.web.two_factor import is_needed


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user, at = _whose(request), now()
    key = request.session.session_key or ""
    body = {
        "account": user,
        "has_password": user.has_usable_password(),
        "second": account_proofs.kinds(user),
        "needed": is_needed(user),
        "sessions": account_sessions.of(user, key, at),
        "vouched": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "now": at,
    }
    return render(request, "levee/account.html", body)


def _whose(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


@login_required
@require_POST
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """For a browser that is not at hand. One's own is ended by signing out."""
    try:
        account_sessions.end_one(_whose(request), number)
    except Unknown as error:
        raise Http404(str(error)) from None
    messages.success(request, _("That session is over."))
    return redirect("account")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    account_sessions.end(_whose(request), but=request.session.session_key or "")
    messages.success(request, _("Every other session is over."))
    return redirect("account")
