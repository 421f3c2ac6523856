"""Is the store there and up to date, and which contract does a new one begin with?"""

from datetime import datetime

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from levee.contract.load import Contract
from levee.site.shipped import default_text
from levee.store import contracts
from levee.store.models import ContractRow


def migrate() -> None:
    """Bring the tables up to date; quick when they are."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def default_contract(now: datetime) -> Contract | None:
    """Adopt the default contract where there is none yet."""
    return None if ContractRow.objects.exists() else contracts.adopt(default_text(), now)
