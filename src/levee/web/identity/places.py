"""Under which addresses are the doors, and one's own account?

django-allauth's views under our addresses and its names. Signing up has none.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as vouched
from django.conf import settings
from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_POST

from levee.web import entering
from levee.web.identity import own

leave = require_POST(account.logout)

DOORS = [
    path("sign-in/", account.login, name="sign_in"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/second/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/password/", account.password_reset, name="account_reset_password"),
    path("sign-in/password/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "sign-in/password/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^sign-in/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[\w-]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("sign-in/mail/<str:key>/", account.confirm_email, name="account_confirm_email"),
    path("sign-in/refused/", vouched.login_error, name="socialaccount_login_error"),
    path("sign-in/given-up/", vouched.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/stranger/", vouched.signup, name="socialaccount_signup"),
    path("sign-out/", leave, name="sign_out"),
    path("sign-out/", leave, name="account_logout"),
    path("enter/<slug:number>/<slug:token>/", entering.enter, name="enter"),
    path("welcome/<int:number>/<slug:token>/", entering.welcome, name="welcome"),
]

OWN = [
    path("account/", own.account, name="account"),
    path("account/sessions/others/end/", own.end_others, name="sessions_end"),
    path("account/sessions/<int:number>/end/", own.end_session, name="session_end"),
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/again/second/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/again/passkey/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/mail/", account.email, name="account_email"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/first/", account.password_set, name="account_set_password"),
    path("account/second/", mfa.index, name="mfa_index"),
    path("account/second/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/second/codes/new/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/second/codes.txt",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("account/second/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/second/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "account/second/passkeys/<int:pk>/remove/",
        webauthn.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path(
        "account/second/passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"
    ),
    path("account/vouched/", vouched.connections, name="socialaccount_connections"),
]


def _vouching() -> list[URLPattern]:
    """The door that another house vouches at, where there is one."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return []
    from allauth.socialaccount.providers.openid_connect import views

    return [
        path("sign-in/with/<slug:provider_id>/", views.login, name="openid_connect_login"),
        path(
            "sign-in/with/<slug:provider_id>/back/", views.callback, name="openid_connect_callback"
        ),
    ]


places = [*DOORS, *OWN, *_vouching()]
