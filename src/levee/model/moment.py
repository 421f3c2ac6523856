"""Is this moment fit for a rule? Only aware instants are; inside they are UTC."""

from datetime import UTC, datetime


def aware(moment: datetime) -> datetime:
    """Return the same instant in UTC; a naive datetime is a ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def parse(text: str) -> datetime:
    """Read an ISO 8601 instant that carries its offset (or Z); ValueError otherwise."""
    return aware(datetime.fromisoformat(text))
