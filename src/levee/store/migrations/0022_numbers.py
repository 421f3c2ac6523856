"""When each ticket was taken up and remediated, and what revenue it put at risk: for the numbers."""

from itertools import batched
from typing import Any

from django.db import migrations, models

from levee.model import ticket as ticket_model
from levee.store.rows import event_of

FIELDS = ["acknowledged_s", "remediated_s", "revenue_risk"]


def fill(apps: Any, schema_editor: Any) -> None:
    tickets, events = (apps.get_model("store", name) for name in ("TicketRow", "EventRow"))
    for some in batched(tickets.objects.only("id").iterator(), 500):
        for row in some:
            told = events.objects.filter(subject=ticket_model.subject(row.id)).order_by("id")
            found = ticket_model.fold((event_of(event) for event in told), stacks=False)
            for name in FIELDS:
                setattr(row, name, getattr(found, name))
        tickets.objects.bulk_update(some, FIELDS)


def leave(apps: Any, schema_editor: Any) -> None:
    """The columns go, and nothing with them that the Events do not say."""


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0021_board"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticketrow",
            name="acknowledged_s",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="ticketrow",
            name="remediated_s",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="ticketrow",
            name="revenue_risk",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.RunPython(fill, leave),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(fields=["opened_at"], name="ticket_by_opening"),
        ),
    ]
