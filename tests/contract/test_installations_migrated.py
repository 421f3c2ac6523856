"""Does what clients run survive that an installation became its partner's?"""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from levee.store.models import InstallationRow

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_every_installation_is_there_afterwards() -> None:
    whole = MigrationExecutor(connection).loader.graph.leaf_nodes("store")
    before = MigrationExecutor(connection)
    before.migrate([("store", "0004_waking")])
    old = before.loader.project_state([("store", "0004_waking")]).apps
    stack = old.get_model("store", "StackRow").objects.create(digest="a" * 64, body={})
    old.get_model("store", "InstallationRow").objects.create(
        client="c", partner="p", stack=stack, before=stack, traffic=2.5, tier="gold", last_seen=NOW
    )
    MigrationExecutor(connection).migrate(whole)
    row = InstallationRow.objects.get()
    assert (row.client, row.partner, row.traffic, row.tier) == ("c", "p", 2.5, "gold")
    assert (row.stack_id, row.before_id, row.last_seen) == ("a" * 64, "a" * 64, NOW)
    InstallationRow.objects.all().delete()
    row.stack.delete()
