"""Which tables do keys, repeated answers and webhooks need, and whose is an installation?"""

from itertools import islice
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def copy(apps: Any, schema_editor: Any) -> None:
    old, new = (apps.get_model("store", n) for n in ("InstallationRow", "InstallationNew"))
    names = [f.attname for f in old._meta.fields]
    rows = (new(**row) for row in old.objects.order_by("client").values(*names).iterator())
    while batch := list(islice(rows, 1000)):
        new.objects.bulk_create(batch)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_waking"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnsweredRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("named", models.CharField(max_length=200)),
                ("asked", models.CharField(max_length=64)),
                ("status", models.IntegerField(default=0)),
                ("body", models.JSONField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "levee_answered",
            },
        ),
        migrations.CreateModel(
            name="ApiKeyRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("prefix", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=200)),
                ("scopes", models.JSONField()),
                ("partner", models.CharField(blank=True, max_length=200)),
                ("per_minute", models.IntegerField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "levee_api_key",
            },
        ),
        migrations.CreateModel(
            name="DeliveryRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("status", models.IntegerField(null=True)),
                ("said", models.TextField(blank=True)),
                ("delivered", models.BooleanField()),
            ],
            options={
                "db_table": "levee_delivery",
            },
        ),
        migrations.CreateModel(
            name="WebhookRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.TextField()),
                ("secret", models.CharField(max_length=40)),
                ("kinds", models.JSONField()),
                ("partner", models.CharField(blank=True, max_length=200)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "levee_webhook",
            },
        ),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(fields=["partner", "number"], name="ticket_by_partner"),
        ),
        migrations.AddField(
            model_name="answeredrow",
            name="key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="store.apikeyrow"
            ),
        ),
        migrations.AddField(
            model_name="deliveryrow",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="store.eventrow"
            ),
        ),
        migrations.AddField(
            model_name="deliveryrow",
            name="webhook",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="store.webhookrow"
            ),
        ),
        migrations.AddConstraint(
            model_name="answeredrow",
            constraint=models.UniqueConstraint(fields=("key", "named"), name="answered_once"),
        ),
        migrations.AddIndex(
            model_name="deliveryrow",
            index=models.Index(fields=["webhook", "id"], name="delivery_by_webhook"),
        ),
        migrations.CreateModel(
            name="InstallationNew",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client", models.CharField(max_length=200)),
                ("partner", models.CharField(blank=True, max_length=200)),
                ("traffic", models.FloatField()),
                ("tier", models.CharField(max_length=200)),
                ("last_seen", models.DateTimeField()),
                (
                    "stack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.stackrow",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.stackrow",
                    ),
                ),
            ],
            options={
                "db_table": "levee_installed",
                "constraints": [
                    models.UniqueConstraint(fields=("partner", "client"), name="installation_once")
                ],
            },
        ),
        migrations.RunPython(copy, migrations.RunPython.noop),
        migrations.DeleteModel(name="InstallationRow"),
        migrations.RenameModel(old_name="InstallationNew", new_name="InstallationRow"),
        migrations.AlterField(
            model_name="installationrow",
            name="stack",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="store.stackrow"
            ),
        ),
        migrations.AlterField(
            model_name="installationrow",
            name="before",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="installations_before",
                to="store.stackrow",
            ),
        ),
    ]
