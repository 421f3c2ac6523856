"""Which tables hold the keys of the API, the answers it repeats, and where webhooks go?"""

from django.db import models


class ApiKeyRow(models.Model):
    """A key. Its secret is nowhere: ``hash`` is the sha256 of 256 random bits."""

    hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    scopes = models.JSONField()
    partner = models.CharField(max_length=200, blank=True)
    per_minute = models.IntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "levee_api_key"


class AnsweredRow(models.Model):
    """What a request with an Idempotency-Key was answered, written together with what it did."""

    key = models.ForeignKey(ApiKeyRow, on_delete=models.CASCADE)
    named = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    status = models.IntegerField(default=0)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "levee_answered"
        constraints = (models.UniqueConstraint(fields=("key", "named"), name="answered_once"),)


class WebhookRow(models.Model):
    """An address that is told of Events of some kinds; its signing secret is sealed."""

    url = models.TextField()
    secret = models.CharField(max_length=40)
    kinds = models.JSONField()
    partner = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "levee_webhook"


class DeliveryRow(models.Model):
    """One attempt to tell one address of one Event."""

    webhook = models.ForeignKey(WebhookRow, on_delete=models.CASCADE)
    event = models.ForeignKey("store.EventRow", on_delete=models.PROTECT)
    message = models.CharField(max_length=100)
    at = models.DateTimeField()
    status = models.IntegerField(null=True)
    said = models.TextField(blank=True)
    delivered = models.BooleanField()

    class Meta:
        db_table = "levee_delivery"
        indexes = (models.Index(fields=("webhook", "id"), name="delivery_by_webhook"),)
