"""Which table holds the views of an inbox that people keep?"""

from typing import ClassVar

from django.conf import settings
from django.db import models


class ViewRow(models.Model):
    """A named address of one account; who is given the address sees the same."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    stream = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    query = models.TextField(blank=True)

    class Meta:
        db_table = "levee_view"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "stream", "name"), name="view_once")
        ]
