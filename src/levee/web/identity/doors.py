"""What do we decide ourselves where django-allauth asks: who gets in, what mails say and how?"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as asked
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from levee.site import account_mail, account_secrets
from levee.store import account_sessions
from levee.store.account_models import Account
from levee.web.page import now


def display(account: Account) -> str:
    """How somebody is named where they look for their own account."""
    return account.name


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves. Mail goes by the outbox, with addresses of LEVEE_URL."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Written now and sent by the worker: how long the answer takes does not tell strangers
        whether there is an account."""
        body = {**context, "email": email, "url": settings.URL}
        subject = render_to_string(f"{template_prefix}_subject.txt", body).strip()
        text = render_to_string(f"{template_prefix}_message.txt", body).strip() + "\n"
        account_mail.write(context["user"], email, subject, text, now())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Whatever changes how somebody signs in is told to them."""
        more = {
            "user": user,
            "timestamp": timezone.now(),
            "ip": self.get_client_ip(self.request),
            "user_agent": self.get_http_user_agent(self.request)[:200],
        }
        self.send_mail(template_prefix, email or user.mail, more | (context or {}))

    def get_reset_password_from_key_url(self, key: str) -> str:
        place = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.URL + place.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def set_password(self, user: Account, password: str) -> None:
        """Whoever knew the old one is out."""
        super().set_password(user, password)
        account_sessions.end(user, but=asked.request.session.session_key or "")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts count for an address, under whichever of our names it was tried."""
        return str(credentials.get("email", "")).lower()


class TwoFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """What proves somebody is kept encrypted."""

    def encrypt(self, text: str) -> str:
        return account_secrets.closed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return account_secrets.opened(encrypted_text)

    def _get_site_name(self) -> str:
        return "Levee"


class Vouched(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Another house says who somebody is; it makes nobody an account here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
