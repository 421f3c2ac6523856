"""Is the store there and up to date, and which contract does a new one begin with?"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from levee.contract.load import Contract
from levee.site.shipped import default_text
from levee.store import contracts, search_index
from levee.store.models import ContractRow

_SETTING_UP = 0x1E4EF  #: PostgreSQL advisory lock


def migrate() -> None:
    """Bring the tables up to date; quick when they are. Of several at once, one does it."""
    if is_due():
        with _alone():
            if is_due():
                _migrate_whole()


def _migrate_whole() -> None:
    """All or nothing: Django notes a migration after its own transaction has ended, so a kill
    between the two would leave tables that the next attempt cannot make again."""
    with connection.constraint_checks_disabled(), transaction.atomic():
        call_command("migrate", verbosity=0, interactive=False)
        if search_index.is_due():
            search_index.rebuild()


def is_due() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    """Whoever comes second waits until the first has ended, also by a kill."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_SETTING_UP])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_SETTING_UP])
        return
    with (Path(settings.DATA) / "keys" / "setting-up.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def default_contract(now: datetime) -> Contract | None:
    """Adopt the default contract where there is none yet."""
    return None if ContractRow.objects.exists() else contracts.adopt(default_text(), now)
