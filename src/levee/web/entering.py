"""How does somebody get in and out again?"""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from levee.site import stories_accounts


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    return render(request, "levee/sign_in.html")


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """A one-time link. Looking at it uses nothing up: programs that check mail follow links."""
    account = stories_accounts.behind(number, token)
    if account is None:
        return render(request, "levee/enter.html", {"account": None}, status=404)
    if request.method != "POST":
        return render(request, "levee/enter.html", {"account": account})
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign_in")
