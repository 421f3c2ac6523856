"""django-helpdesk with so many tickets, served as `benchmarks/web.py` measures it.

    uv run --no-project --with django-helpdesk --with uvicorn --with 'psycopg[binary]' \\
        python benchmarks/web_theirs.py --count 1000 --port 8801 --folder F [--url postgresql://...]

Their settings are those of their own documentation, and what ours has too: WAL, IMMEDIATE, sessions
in the database, no debugging. No mail goes out.
"""

import argparse
import base64
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import web_shared as shared


def database(folder: str, url: str) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(folder) / "theirs.sqlite3"),
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


def configure(folder: str, url: str) -> None:
    from django.conf import settings

    settings.configure(
        SECRET_KEY="bench" * 10,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="web_theirs_urls",
        DATABASES={"default": database(folder, url)},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        SITE_ID=1,
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        STATIC_URL="/static/",
        MEDIA_ROOT=folder,
        LOGGING={  # why a page did not come is told, and not mailed to nobody
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"said": {"class": "logging.StreamHandler"}},
            "loggers": {"django.request": {"handlers": ["said"], "level": "ERROR"}},
        },
        HELPDESK_ACTIVATE_API_ENDPOINT=True,
        HELPDESK_TEAMS_MODE_ENABLED=False,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "django.contrib.sites",
            "django.contrib.humanize",
            "django.contrib.admin",
            "rest_framework",
            "django_cleanup.apps.CleanupConfig",
            "helpdesk.apps.HelpdeskConfig",
        ],
        MIDDLEWARE=[
            "web_shared.counted",
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
    )
    import django

    django.setup()


def urls() -> None:
    import types

    from django.urls import include, path

    module: Any = types.ModuleType("web_theirs_urls")
    module.urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
    sys.modules["web_theirs_urls"] = module


def fill(count: int) -> int:
    """Tickets with two follow-ups each, as a first answer and a note make them."""
    from django.contrib.auth import get_user_model
    from helpdesk.models import FollowUp, Queue, Ticket

    users = [
        get_user_model().objects.create_superuser(f"user{n}", f"user{n}@vendor.example", "x")
        for n in range(6)
    ]
    queue = Queue.objects.create(
        title="Partner", slug="partner", email_address="q@vendor.example", escalate_days=3
    )
    now = datetime.now(UTC)
    for first in range(0, count, shared.PORTION):
        numbers = range(first + 1, min(first + shared.PORTION, count) + 1)
        tickets = Ticket.objects.bulk_create(
            [_ticket(Ticket, n, count, queue, users, now) for n in numbers], batch_size=2000
        )
        FollowUp.objects.bulk_create(
            [
                FollowUp(ticket=t, date=t.created + timedelta(hours=h), title=title, comment=title,
                         public=True, user=users[t.pk % 6])
                for t in tickets
                for h, title in ((1, "First answer"), (2, "Looked into it"))
            ],
            batch_size=2000,
        )  # fmt: skip
    return int(queue.pk)


def _ticket(model: Any, n: int, count: int, queue: Any, users: list[Any], now: datetime) -> Any:
    one, two = shared.words(n, count)
    opened = now - timedelta(minutes=n % 2000)
    return model(
        title=f"Orders answer 500 on {one}",
        queue=queue,
        created=opened,
        modified=opened,
        submitter_email=f"c{n % 500}@client.example",
        assigned_to=users[n % 6],
        status=1 if shared.is_open(n) else 3,
        description=f"Since the update of {two} on Friday /orders answers 500 for every editor.",
        priority=1 + n % 5,
        secret_key="s",
    )


def query(words: str) -> str:
    """Their own first list: what is open, by when it was opened."""
    wish = {"filtering": {"status__in": [1, 2]}, "sorting": "created", "sortreverse": False}
    if words:  # as their search field does, which looks in closed ones too
        wish = {"filtering": {}, "sorting": "created", "sortreverse": False}
    body = json.dumps(wish | {"search_string": words})
    return base64.b64encode(body.encode()).decode()


def told(count: int, queue: int) -> dict[str, Any]:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username="user1"))
    rows = "?draw=1&start=0&length=25"
    step = max(1, count // 50)
    return {
        "headers": {
            "Cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={'c' * 32}",
            "X-CSRFToken": "c" * 32,
        },
        "pages": {
            "inbox": [f"/datatables_ticket_list/{query('')}{rows}"],
            "search": [f"/datatables_ticket_list/{query(shared.RARE)}{rows}"],
            "ticket": [f"/tickets/{n}/" for n in range(1, count, step)],
        },
        "create": {
            "path": "/api/tickets/",
            "body": {
                "queue": queue,
                "title": "Orders answer 500 after the update",
                "description": "Since the update on Friday /orders answers 500 for every editor.",
                "submitter_email": "c1@client.example",
                "priority": 3,
            },
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    configure(given.folder, given.url)
    urls()
    from django.core.asgi import get_asgi_application
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    queue = fill(given.count)
    settle()
    shared.serve(get_asgi_application(), given.port, told(given.count, queue))


def settle() -> None:
    """What a database does by itself sooner or later."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    connection.close()


if __name__ == "__main__":
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    main()
