"""How is a story told? One value through named steps, until one of them stops it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """The story ends here, and why. ``held`` tells whether that is a good end."""

    reason: str
    held: bool = False


type Step[S] = Callable[[S], S | Stop]
type Steps[S] = tuple[Step[S], ...]


@dataclass(frozen=True, slots=True)
class Told[S]:
    """How far a story went: the last value, and what stopped it if something did."""

    story: S
    stop: Stop | None = None

    @property
    def held(self) -> bool:
        return self.stop is None or self.stop.held


def follow[S](steps: Steps[S], story: S) -> Told[S]:
    """Hand the story from step to step."""
    for step in steps:
        answer = step(story)
        if isinstance(answer, Stop):
            return Told(story, answer)
        story = answer
    return Told(story)
