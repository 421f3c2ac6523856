"""Who wakes the worker for mail that somebody waits for?"""

from django.db import transaction


def soon() -> None:
    """Once what was written holds; the next tick would send it too, within a minute."""
    from levee.site.jobs import carry_mail

    transaction.on_commit(carry_mail.enqueue)
