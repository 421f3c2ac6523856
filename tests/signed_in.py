"""Who is signed in when a test looks at a page?"""

from datetime import UTC, datetime

from django.test import Client

from levee.model.reader import Reader
from levee.store import accounts

LEA = Reader(mail="lea@vendor.example", name="Lea", admin=True)


def signed_in(client: Client, who: Reader = LEA) -> Client:
    """The same client, with the session of an account of ``who``."""
    client.force_login(accounts.create(who, datetime(2026, 11, 2, tzinfo=UTC)))
    return client
