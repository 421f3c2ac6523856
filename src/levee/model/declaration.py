"""What does a plugin declare that it works with?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from levee.model.event import Event, EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """The dependency contract of one version of a plugin. ``supports``: package -> range.

    A range is written as in the version range specification, ``vers:pypi/>=0.60|<1.0``.
    """

    plugin: str  #: package URL with its version
    supports: Mapping[str, str]

    @property
    def subject(self) -> str:
        return f"plugin:{self.plugin}"


def fold(events: Iterable[Event]) -> dict[str, Declaration]:
    """plugin -> its newest Declaration."""
    return {
        event.data["plugin"]: Declaration(
            plugin=event.data["plugin"], supports=event.data["supports"]
        )
        for event in events
        if event.kind is EventKind.DECLARED
    }
