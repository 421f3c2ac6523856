from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0022_numbers"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="ticketrow",
            name="ticket_of_mine",
        ),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["stream", "owner", "severity", "due_at", "number"],
                name="ticket_of_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["stream", "state", "severity", "due_at", "number"],
                name="ticket_in_state",
            ),
        ),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(
                condition=models.Q(("open", True)),
                fields=["stream", "partner", "severity", "due_at", "number"],
                name="ticket_of_partner",
            ),
        ),
    ]
