"""What work items are between, so that the board can be asked for one plugin."""

from typing import Any

from django.db import migrations, models

from levee.model import work_item as work_model
from levee.store.rows import event_of


def fill(apps: Any, schema_editor: Any) -> None:
    items, events = (apps.get_model("store", name) for name in ("WorkItemRow", "EventRow"))
    for row in items.objects.iterator():
        told = events.objects.filter(subject=work_model.subject(row.id)).order_by("id")
        found = work_model.fold(event_of(event) for event in told)
        row.packages = "".join(f"\n{one}" for one in found.packages)
        row.packages += "\n" if found.packages else ""
        row.save(update_fields=["packages"])


def leave(apps: Any, schema_editor: Any) -> None:
    """The column goes, and nothing with it that the Events do not say."""


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0020_sealed_by_content"),
    ]

    operations = [
        migrations.AddField(
            model_name="workitemrow",
            name="packages",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.RunPython(fill, leave),
        migrations.AddIndex(
            model_name="workitemrow",
            index=models.Index(fields=["state", "severity", "id"], name="work_item_by_state"),
        ),
    ]
