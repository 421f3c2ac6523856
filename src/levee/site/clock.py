"""What time is it? Beside ``--now``, this is the only place that a present comes from."""

from datetime import UTC, datetime


def clock() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)
