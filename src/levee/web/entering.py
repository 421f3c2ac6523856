"""How does somebody get in by a link, and what do they say of themselves then?"""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from levee.model.problem import Rejected
from levee.model.reader import Reader
from levee.site import invitations, stories_accounts
from levee.store import contracts
from levee.store.account_models import Account
from levee.store.invitations import Invitation
from levee.web import contract_person
from levee.web.page import now


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, number: str, token: str) -> HttpResponseBase:
    """A one-time link. Looking at it uses nothing up: programs that check mail follow links.
    Who has a second proof is asked for it."""
    account = stories_accounts.behind(number, token)
    if account is None:
        return render(request, "levee/enter.html", {"account": None}, status=404)
    if request.method != "POST":
        return render(request, "levee/enter.html", {"account": account})
    return _in(request, account)


def _in(request: HttpRequest, account: Account, to: str = "") -> HttpResponseBase:
    login = Login(user=account, email=account.mail, redirect_url=to or None)
    answer: HttpResponseBase = perform_login(request, login)
    return answer


class Welcome(forms.Form):
    """What somebody who is invited says."""

    name = forms.CharField(
        label=lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=lazy("Password"),
        help_text=lazy("at least 12 characters; several words are easy to remember"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, who: Reader, given: QueryDict | None = None) -> None:
        super().__init__(given, initial={"name": who.name})
        self.who = who

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        mail = self.cleaned_data.get("mail", self.who.mail)
        name = self.cleaned_data.get("name", "")
        validate_password(password, Account(mail=mail, name=name))
        return password


def _people() -> tuple[tuple[str, str], ...]:
    return contract_person.choices(contracts.in_force().file)


class First(Welcome):
    """The first admin also says who they are: nobody knew it before."""

    mail = forms.EmailField(
        label=lazy("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    person = forms.ChoiceField(
        label=lazy("Who you are in the contract"),
        required=False,
        help_text=lazy("it can be told later"),
        choices=_people,
    )
    field_order = ("mail", "name", "person", "password")


@never_cache
@sensitive_variables("token")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, number: int, token: str) -> HttpResponseBase:
    """An invitation. It is used up by an account that exists, not by a look."""
    invitation = invitations.behind(number, token, now())
    if invitation is None:
        return render(request, "levee/welcome.html", {"invitation": None}, status=404)
    kind = First if invitation.is_first else Welcome
    form = kind(invitation.who, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _made(invitation, form)
        if made is not None:
            return _in(request, made, reverse("first_steps") if invitation.is_first else "")
    status = 422 if form.errors else 200
    body = {"invitation": invitation, "form": form}
    return render(request, "levee/welcome.html", body, status=status)


def _made(invitation: Invitation, form: Welcome) -> Account | None:
    """The account; None where something is wrong, which the form then says."""
    given = form.cleaned_data
    who = Reader(
        mail=given.get("mail", ""), name=given["name"], person=given.get("person", ""), admin=True
    )
    try:
        return invitations.accept(invitation, who, given["password"], contracts.in_force(), now())
    except Rejected as refused:
        for problem in refused.problems:
            field = problem.where if problem.where in form.fields else None
            form.add_error(
                field, f"{problem.where}: {problem.what}" if field is None else problem.what
            )
        return None
