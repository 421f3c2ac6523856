"""Which tables hold the facts, and which only cache what a rule derived from them?"""

from datetime import UTC, datetime

from django.db import models

#: When a ticket is due that promises nothing: after every other one, on both databases.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class EventRow(models.Model):
    """A fact. Rows are only ever added; ``digest`` covers the row before it of its subject."""

    subject = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    key = models.CharField(max_length=250)
    data = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "levee_event"
        constraints = (models.UniqueConstraint(fields=("subject", "key"), name="event_once"),)
        indexes = (models.Index(fields=("kind", "id"), name="event_by_kind"),)


class ContractRow(models.Model):
    """A contract that was adopted; its digest is its version. The newest row is in force."""

    digest = models.CharField(max_length=64, db_index=True)
    text = models.TextField()
    adopted_at = models.DateTimeField()

    class Meta:
        db_table = "levee_contract"


class SealedRow(models.Model):
    """Evidence as it came, encrypted; opened by named roles only."""

    id = models.CharField(max_length=40, primary_key=True)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "levee_sealed"
        indexes = (models.Index(fields=("sha256",), name="sealed_by_content"),)


class StackRow(models.Model):
    """A Stack by its digest, so that the fleet and the Runs can point to it."""

    digest = models.CharField(max_length=64, primary_key=True)
    body = models.JSONField()

    class Meta:
        db_table = "levee_stack"


class InstallationRow(models.Model):
    """The latest report of one client's live Stack. Two partners may each have a client of the
    same name; neither learns of the other's."""

    client = models.CharField(max_length=200)
    partner = models.CharField(max_length=200, blank=True)
    stack = models.ForeignKey(StackRow, on_delete=models.PROTECT)
    before = models.ForeignKey(
        StackRow, null=True, on_delete=models.PROTECT, related_name="installations_before"
    )
    traffic = models.FloatField()
    tier = models.CharField(max_length=200)
    last_seen = models.DateTimeField()

    class Meta:
        db_table = "levee_installed"
        constraints = (
            models.UniqueConstraint(fields=("partner", "client"), name="installation_once"),
        )


class RunRow(models.Model):
    """A Run, as its immutable folder tells it. ``key`` is what was asked for, once."""

    id = models.CharField(max_length=60, primary_key=True)
    key = models.CharField(max_length=250, unique=True)
    stack = models.ForeignKey(StackRow, on_delete=models.PROTECT)
    suite = models.CharField(max_length=100)
    suite_digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    subject = models.CharField(max_length=200, blank=True)
    night = models.DateField(null=True)
    started_at = models.DateTimeField()
    body = models.JSONField()

    class Meta:
        db_table = "levee_run"
        indexes = (
            models.Index(fields=("night", "suite"), name="run_by_night"),
            models.Index(fields=("stack", "started_at"), name="run_by_stack"),
            models.Index(fields=("subject",), name="run_by_subject"),
        )


class OutboxRow(models.Model):
    """A consequence, written with the Event that causes it and carried out at least once.

    Rows with one ``digest_id`` go out as one message, when the row of that id does.
    """

    key = models.CharField(max_length=250, unique=True)
    event = models.ForeignKey(EventRow, on_delete=models.PROTECT)
    channel = models.CharField(max_length=20)
    payload = models.JSONField()
    recipient = models.CharField(max_length=250, default="", db_default="")
    urgent = models.BooleanField(default=False, db_default=False)
    digest_id = models.BigIntegerField(null=True)
    attempts = models.IntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "levee_outbox"
        indexes = (
            models.Index(fields=("id",), condition=models.Q(done_at=None), name="outbox_undone"),
            models.Index(fields=("recipient", "done_at"), name="outbox_to"),
            models.Index(
                fields=("digest_id",),
                condition=models.Q(digest_id__isnull=False),
                name="outbox_digest",
            ),
        )


#: One index for the inbox and one for each thing that it can be narrowed by, in the inbox's order:
#: what matches few of very many is found without looking at the others.
_INBOX = {
    "ticket_waiting": (),
    "ticket_of_owner": ("owner",),
    "ticket_in_state": ("state",),
    "ticket_of_partner": ("partner",),
}


class TicketRow(models.Model):
    """Cache of a ticket's fold: what lists and look-ups need.

    ``awaits``: whether the last look saw a rung or the end of a wait ahead. Where it did, a
    ``next_wake_at`` is there too; a row without one is what the auditor looks for. ``due_at`` and
    ``clock`` are of the promise that runs out first, as the last look found it.
    """

    id = models.CharField(max_length=40, primary_key=True)
    number = models.BigIntegerField(unique=True)
    idempotency_key = models.CharField(max_length=250, unique=True)
    stream = models.CharField(max_length=100)
    partner = models.CharField(max_length=200, blank=True)
    client = models.CharField(max_length=200, blank=True)
    title = models.TextField()
    state = models.CharField(max_length=20)
    stage = models.CharField(max_length=20)
    severity = models.IntegerField()
    priority = models.CharField(max_length=2)
    level = models.CharField(max_length=2)
    owner = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    next_wake_at = models.DateTimeField(null=True)
    awaits = models.BooleanField(default=True, db_default=True)
    version = models.IntegerField()
    open = models.BooleanField(default=True, db_default=True)
    glance = models.JSONField(default=dict, db_default={})
    clock = models.CharField(max_length=100, default="", db_default="")
    due_at = models.DateTimeField(default=NEVER, db_default=NEVER)
    acknowledged_s = models.FloatField(null=True)
    remediated_s = models.FloatField(null=True)
    revenue_risk = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        db_table = "levee_ticket"
        indexes = (
            models.Index(fields=("opened_at",), name="ticket_by_opening"),
            *(
                models.Index(
                    fields=("stream", *by, "severity", "due_at", "number"),
                    condition=models.Q(open=True),
                    name=name,
                )
                for name, by in _INBOX.items()
            ),
            models.Index(fields=("stream", "state", "number"), name="ticket_by_stream_state"),
            models.Index(fields=("partner", "number"), name="ticket_by_partner"),
            models.Index(
                fields=("next_wake_at", "id"),
                condition=models.Q(next_wake_at__isnull=False),
                name="ticket_wake_order",
            ),
            models.Index(
                fields=("id",),
                condition=models.Q(awaits=True, next_wake_at=None),
                name="ticket_asleep",
            ),
            models.Index(fields=("id",), condition=models.Q(owner=""), name="ticket_unowned"),
            models.Index(fields=("owner", "number"), name="ticket_by_owner"),
            models.Index(fields=("stream", "number"), name="ticket_by_stream"),
            models.Index(fields=("state", "number"), name="ticket_by_state"),
            models.Index(fields=("severity", "number"), name="ticket_by_severity"),
        )


class TicketWordsRow(models.Model):
    """Cache of what a ticket is found by. The index over it is the database's own: FTS5 that
    follows by triggers, or GIN over the expression that `search` asks."""

    number = models.BigIntegerField(primary_key=True)
    words = models.TextField()

    class Meta:
        db_table = "levee_ticket_words"


class WorkItemRow(models.Model):
    """Cache of a work item's fold: the board. ``packages`` holds what its Interaction is between,
    each between line ends, so that one of them is found whole."""

    id = models.CharField(max_length=40, primary_key=True)
    ticket = models.ForeignKey(TicketRow, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    owner = models.CharField(max_length=200)
    target = models.DateTimeField()
    severity = models.IntegerField()
    traffic = models.FloatField()
    must_run = models.BooleanField()
    packages = models.TextField(default="", db_default="")

    class Meta:
        db_table = "levee_work_item"
        indexes = (models.Index(fields=("state", "severity", "id"), name="work_item_by_state"),)


from levee.store.account_models import Account, CacheRow, InvitationRow  # noqa: E402
from levee.store.key_models import (  # noqa: E402  # they point to the tables above
    AnsweredRow,
    ApiKeyRow,
    DeliveryRow,
    WebhookRow,
)
from levee.store.sent_models import SentRow, TypedRow  # noqa: E402
from levee.store.view_models import ViewRow  # noqa: E402

__all__ = [
    "Account",
    "AnsweredRow",
    "ApiKeyRow",
    "CacheRow",
    "ContractRow",
    "DeliveryRow",
    "EventRow",
    "InstallationRow",
    "InvitationRow",
    "OutboxRow",
    "RunRow",
    "SealedRow",
    "SentRow",
    "StackRow",
    "TicketRow",
    "TicketWordsRow",
    "TypedRow",
    "ViewRow",
    "WebhookRow",
    "WorkItemRow",
]
