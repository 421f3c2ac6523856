"""Which tables remember the forms that were sent, and what is being typed?"""

from typing import ClassVar

from django.conf import settings
from django.db import models


class SentRow(models.Model):
    """A form that was sent and done, with what its sender was told."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    named = models.CharField(max_length=64)
    said = models.TextField(blank=True)
    leads_to = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "levee_sent"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "named"), name="sent_once")
        ]
        indexes: ClassVar = [models.Index(fields=("at",), name="sent_by_age")]


class TypedRow(models.Model):
    """What one account is typing into one form of a page, redacted. A row that is emptied stays,
    so that the newest ``at`` never goes back."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    place = models.CharField(max_length=200)
    form = models.CharField(max_length=60)
    texts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "levee_typed"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "place", "form"), name="typed_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=("at",), name="typed_by_age"),
            models.Index(fields=("place",), name="typed_by_place"),
        ]
