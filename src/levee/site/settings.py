"""How is Levee wired as a Django project?

From outside come LEVEE_DATA (the data folder), LEVEE_DATABASE_URL (PostgreSQL; empty: SQLite),
LEVEE_HOSTS (the names that the pages answer to), and LEVEE_WORKER_QUEUE (empty: every queue).
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from levee.site.mailer import mailer

DATA = Path(os.environ.get("LEVEE_DATA", "levee-data")).absolute()


def _secret() -> str:
    """The data folder's own secret; before there is one, a secret for this process only."""
    path = DATA / "keys" / "django.key"
    return path.read_text() if path.exists() else secrets.token_urlsafe(50)


def _database(url: str) -> dict[str, object]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "levee.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
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


SECRET_KEY = os.environ.get("LEVEE_SECRET_KEY") or _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("LEVEE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ROOT_URLCONF = "levee.site.urls"
ASGI_APPLICATION = "levee.site.asgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [Path(__file__).parents[1] / "web" / "locale"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "dj_queue",
    "levee.store",
    "levee.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "levee.web.api.edge.problems",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
AUTH_USER_MODEL = "store.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "sign_in"
#: A one-time link opens within a day.
PASSWORD_RESET_TIMEOUT = 86_400
SESSION_COOKIE_NAME = "levee"
SESSION_COOKIE_AGE = 14 * 86_400
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("LEVEE_HTTPS", "") == "1"
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
            },
        },
    }
}
MAILERS = {"default": mailer(os.environ, DATA)}
#: Faults of ours go to standard error. A foreign host name is the asker's fault and says nothing.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {
        "said": {"class": "logging.StreamHandler"},
        "unsaid": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "django": {"handlers": ["said"], "level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["unsaid"], "propagate": False},
    },
}
DEFAULT_FROM_EMAIL = os.environ.get("LEVEE_MAIL_FROM", "support@vendor.example")
