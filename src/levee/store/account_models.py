"""Which tables hold the people who sign in, those who are invited, and what is counted of them?"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Accounts(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(mail__iexact=username)


class Account(AbstractBaseUser):
    """One person who signs in. What they may do comes from the contract through ``person``."""

    mail = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    person = models.CharField(max_length=200, blank=True)
    partner = models.CharField(max_length=200, blank=True)
    admin = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "mail"
    EMAIL_FIELD = "mail"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()

    class Meta:
        db_table = "levee_account"

    def __str__(self) -> str:
        return self.mail


class InvitationRow(models.Model):
    """A link that makes one account. ``mail`` is empty for the first admin, who gives it then.

    The link itself is nowhere: it is worked out of ``nonce``, which another sending changes.
    """

    mail = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    person = models.CharField(max_length=200, blank=True)
    partner = models.CharField(max_length=200, blank=True)
    admin = models.BooleanField(default=False)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    nonce = models.CharField(max_length=40)
    ends_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "levee_invitation"


class CacheRow(models.Model):
    """What Django's cache in the database keeps: how often somebody tried to sign in."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "levee_cache"
