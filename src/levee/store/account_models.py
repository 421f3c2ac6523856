"""Which table holds the people who sign in?"""

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
