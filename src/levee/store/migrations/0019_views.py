import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0018_glance"),
    ]

    operations = [
        migrations.CreateModel(
            name="ViewRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stream", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=100)),
                ("query", models.TextField(blank=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "levee_view",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "stream", "name"), name="view_once")
                ],
            },
        ),
    ]
