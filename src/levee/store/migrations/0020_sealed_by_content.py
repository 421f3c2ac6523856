"""Whether the same bytes are sealed already is asked with each submission."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0019_views"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="sealedrow",
            index=models.Index(fields=["sha256"], name="sealed_by_content"),
        ),
    ]
