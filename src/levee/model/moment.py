"""Is this an instant, or only what some wall clock showed? Only instants are fit for a rule."""

from datetime import UTC, datetime


class NaiveMomentError(ValueError):
    """A datetime without a UTC offset: nobody can tell which instant is meant."""


def utc(moment: datetime) -> datetime:
    """The same instant in UTC. Raises NaiveMomentError when it has no offset."""
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise NaiveMomentError(f"{moment.isoformat()} has no UTC offset; write +00:00, Z or +02:00")
    return moment.astimezone(UTC)


def parse(text: str) -> datetime:
    """Read an ISO 8601 instant that carries its offset (or Z); ValueError otherwise."""
    try:
        return utc(datetime.fromisoformat(text))
    except OverflowError:
        raise ValueError(f"{text} lies outside the years 1 to 9999 in UTC") from None
