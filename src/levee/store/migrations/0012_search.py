"""The words of tickets, and the index of each database over them.

A later migration that makes SQLite copy levee_ticket_words has to make the triggers again.
"""

from typing import Any

from django.db import migrations, models

_SQLITE = (
    "CREATE VIRTUAL TABLE levee_ticket_fts USING fts5("
    "words, content='levee_ticket_words', content_rowid='number', detail='none', prefix='2 3')",
    "CREATE TRIGGER levee_ticket_words_added AFTER INSERT ON levee_ticket_words BEGIN"
    " INSERT INTO levee_ticket_fts(rowid, words) VALUES (new.number, new.words); END",
    "CREATE TRIGGER levee_ticket_words_gone AFTER DELETE ON levee_ticket_words BEGIN"
    " INSERT INTO levee_ticket_fts(levee_ticket_fts, rowid, words)"
    " VALUES ('delete', old.number, old.words); END",
    "CREATE TRIGGER levee_ticket_words_changed AFTER UPDATE ON levee_ticket_words BEGIN"
    " INSERT INTO levee_ticket_fts(levee_ticket_fts, rowid, words)"
    " VALUES ('delete', old.number, old.words);"
    " INSERT INTO levee_ticket_fts(rowid, words) VALUES (new.number, new.words); END",
)
_POSTGRESQL = (
    "CREATE INDEX ticket_words ON levee_ticket_words"
    " USING gin (array_to_tsvector(string_to_array(words, ' ')))",
)


def index(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    for statement in _POSTGRESQL if vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


def no_index(apps: Any, schema_editor: Any) -> None:
    """PostgreSQL drops its index with the table."""
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE levee_ticket_fts")
        for name in ("added", "gone", "changed"):
            schema_editor.execute(f"DROP TRIGGER levee_ticket_words_{name}")


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_api"),
    ]

    operations = [
        migrations.CreateModel(
            name="TicketWordsRow",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("words", models.TextField()),
            ],
            options={
                "db_table": "levee_ticket_words",
            },
        ),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(fields=["owner", "number"], name="ticket_by_owner"),
        ),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(fields=["stream", "number"], name="ticket_by_stream"),
        ),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(fields=["state", "number"], name="ticket_by_state"),
        ),
        migrations.AddIndex(
            model_name="ticketrow",
            index=models.Index(fields=["severity", "number"], name="ticket_by_severity"),
        ),
        migrations.RunPython(index, no_index),
    ]
