"""How is Levee wired as a Django project?

From outside come LEVEE_DATA (the data folder), LEVEE_DATABASE_URL (PostgreSQL; empty: SQLite),
LEVEE_HOSTS (the names that the pages answer to), LEVEE_LOCALE (a folder of translations of the
pages), and LEVEE_WORKER_QUEUE (empty: every queue).
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from levee.site import identity
from levee.site.mailer import mailer

DATA = Path(os.environ.get("LEVEE_DATA", "levee-data")).absolute()


def _secret() -> str:
    """The data folder's own secret; before there is one, a secret for this process only."""
    path = DATA / "keys" / "django.key"
    return path.read_text() if path.exists() else secrets.token_urlsafe(50)


def _database(url: str) -> dict[str, object]:
    kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}  # of each thread; see handler
    if not url:
        return kept | {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "levee.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    return kept | {
        "ENGINE": "levee.store.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


def _workers(queue: str) -> list[dict[str, object]]:
    """One worker a queue, so that a long Run of the lab never holds up the tick."""
    queues = [queue] if queue else ["default", "lab", "webhooks"]
    return [{"queues": q, "threads": 1, "polling_interval": 0.5} for q in queues]


def _languages(folders: list[Path]) -> list[tuple[str, str]]:
    """Each with a translation: (its code as browsers name it, the same)."""
    found = sorted(file.parts[-3] for f in folders for file in f.glob("*/LC_MESSAGES/django.mo"))
    codes = [name.replace("_", "-").lower() for name in found if name != "en"]
    return [(code, code) for code in codes]


SECRET_KEY = os.environ.get("LEVEE_SECRET_KEY") or _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("LEVEE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ROOT_URLCONF = "levee.site.urls"
ASGI_APPLICATION = "levee.site.asgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
#: A house's own translations: a folder with de/LC_MESSAGES/django.mo and the like.
LOCALE_PATHS = [Path(os.environ["LEVEE_LOCALE"])] if os.environ.get("LEVEE_LOCALE") else []
LANGUAGES = [("en", "English"), *_languages(LOCALE_PATHS)]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "dj_queue",
    "levee.store",
    "levee.web",  # before allauth: its templates are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    *identity.apps(os.environ),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "levee.web.api.edge.api",  # goes no further
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "levee.web.two_factor.asked_for",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.messages.context_processors.messages",
                "levee.web.frame.frame",
            ]
        },
    }
]
#: The largest body that is read: LIMIT of levee.flow.taking.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
#: A file that a form carries is cut where it is too large, and then refused by its size.
FILE_UPLOAD_HANDLERS = ["levee.web.uploads.Bounded"]
DATA_UPLOAD_MAX_NUMBER_FILES = 12
#: What was done is told once, on the next page; the cookie that carries it is signed.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'", "<CSP_NONCE_SENTINEL>"],
    "style-src": ["'self'", "<CSP_NONCE_SENTINEL>"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'", *identity.origins(os.environ)],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
AUTH_USER_MODEL = "store.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_LENGTH = 12  #: what people choose is at least this long; nothing else is asked of it
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_LENGTH},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("mail", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
#: Where the pages are, for links in mails: never what a request claims its host is.
URL = os.environ.get("LEVEE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = os.environ.get("LEVEE_HTTPS", "") == "1"
ACCOUNT_ADAPTER = "levee.web.identity.doors.Accounts"
ACCOUNT_USER_DISPLAY = "levee.web.identity.doors.display"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "mail"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever made the account knew the address
ACCOUNT_CHANGE_EMAIL = True  # one address, which changes when the new one answers
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers cannot make us write to strangers
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_ADAPTER = "levee.web.identity.doors.TwoFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
#: Browsers themselves refuse passkeys without TLS, except on localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Levee"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be off by half a minute
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_ADAPTER = "levee.web.identity.doors.Vouched"
SOCIALACCOUNT_PROVIDERS = identity.providers(os.environ)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # a verified address there is the account here
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_QUERY_EMAIL = True
#: Counts of attempts are shared by every process that serves this store.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "levee_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
#: A one-time link opens within a day.
PASSWORD_RESET_TIMEOUT = 86_400
SESSION_COOKIE_NAME = "levee"
SESSION_COOKIE_AGE = 14 * 86_400
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "levee.web.assets.Assets"},
}

DATABASES = {"default": _database(os.environ.get("LEVEE_DATABASE_URL", ""))}

TASKS = {
    "default": {
        "BACKEND": "dj_queue.backend.DjQueueBackend",
        "QUEUES": [],
        "OPTIONS": {
            "mode": "async",
            "workers": _workers(os.environ.get("LEVEE_WORKER_QUEUE", "")),
            "recurring": {
                "tick": {"task_path": "levee.site.jobs.tick", "schedule": "* * * * *"},
                "post": {"task_path": "levee.site.jobs.post", "schedule": "* * * * *"},
                "forget": {
                    "task_path": "levee.site.jobs.forget_sessions",
                    "schedule": "17 3 * * *",
                },
            },
        },
    }
}
MAILERS = {"default": mailer(os.environ, DATA)}
#: Faults of ours go to standard error. A foreign host name is the asker's fault and says nothing.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"redacting": {"()": "levee.site.logs.Redacting"}},
    "handlers": {
        "said": {"class": "logging.StreamHandler", "formatter": "redacting"},
        "unsaid": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "django": {"handlers": ["said"], "level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["unsaid"], "propagate": False},
    },
}
DEFAULT_FROM_EMAIL = os.environ.get("LEVEE_MAIL_FROM", "support@vendor.example")
