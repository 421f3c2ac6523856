"""What do operations of several areas ask for in the same words?"""

from typing import Any

from ninja import Schema


class By(Schema):
    """A person of the contract."""

    by: str


class StackWanted(Schema):
    """A Stack file or any list that intake reads, or the digest of a Stack that is known."""

    stack: dict[str, Any] | list[Any] | str
