"""What does somebody see when there is nothing to show, or when we failed?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

API = "/api/"


def _said(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.path.startswith(API):  # says it in its own way
        return HttpResponse(status=status)
    body = {"status": status, "title": title, "text": text}
    return render(request, "levee/fault.html", body, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Without the frame: a request this odd (another host's name, say) gets nothing of ours."""
    return HttpResponse(
        render_to_string("levee/bare.html", {"title": noop("Bad request")}), status=400
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _said(request, 403, _("Not allowed"), _("This is not for you, or no longer."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = exception.args[0] if exception.args else ""
    text = reason if isinstance(reason, str) and reason else _("There is no page at this address.")
    return _said(request, 404, _("Not found"), text)


def broken(request: HttpRequest) -> HttpResponse:
    """Nothing that could fail again: no store, no frame."""
    return HttpResponse(
        render_to_string("levee/bare.html", {"title": noop("Our fault")}), status=500
    )
