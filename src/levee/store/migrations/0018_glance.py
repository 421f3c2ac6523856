"""What lists show of a ticket without its Events: open or not, why so severe, what is due first.

The fold is filled in here. What is due first needs a rule: every open ticket becomes due to be
looked at, and the next tick finds it.
"""

import datetime
from typing import Any

from django.db import migrations, models
from django.db.models import F

from levee.model import ticket as ticket_model
from levee.store.rows import event_of


def fill(apps: Any, schema_editor: Any) -> None:
    tickets, events = (apps.get_model("store", name) for name in ("TicketRow", "EventRow"))
    for row in tickets.objects.iterator():
        told = events.objects.filter(subject=ticket_model.subject(row.id)).order_by("id")
        found = ticket_model.fold(event_of(event) for event in told)
        row.open, row.glance = not found.closed, found.glance
        row.save(update_fields=["open", "glance"])
    tickets.objects.filter(open=True).update(next_wake_at=F("opened_at"), awaits=True)


def leave(apps: Any, schema_editor: Any) -> None:
    """The columns go, and nothing with them that the Events do not say."""


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0017_typed"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="ticketrow",
            name="ticket_inbox",
        ),
        migrations.AddField(
            model_name="ticketrow",
            name="clock",
            field=models.CharField(db_default="", default="", max_length=100),
        ),
        migrations.AddField(
            model_name="ticketrow",
            name="due_at",
            field=models.DateTimeField(
                db_default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC),
                default=datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC),
            ),
        ),
        migrations.AddField(
            model_name="ticketrow",
            name="glance",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="ticketrow",
            name="open",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.RunPython(fill, leave),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["stream", "severity", "due_at", "number"],
                name="ticket_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["owner", "severity", "due_at", "number"],
                name="ticket_of_mine",
            ),
        ),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(fields=["stream", "state", "number"], name="ticket_by_stream_state"),
        ),
    ]
