"""May this Stack be relied on: certified, known to fail, or untested, and what is near it?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from levee.lab.baseline import distance
from levee.model.certificate import CertificateState, Standing
from levee.model.delta import Delta, DeltaKind, contains, diff
from levee.model.run import Run
from levee.model.stack import Stack


class Answer(StrEnum):
    CERTIFIED = "certified"  #: a certificate stands now
    KNOWN_FAILING = "known_failing"  #: it holds a known Interaction, or its last answer was red
    WITHDRAWN = "withdrawn"  #: a person took its certificate back, and nothing stands since
    UNTESTED = "untested"  #: nothing speaks against it, and not enough for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the vendor knows: Interactions, certified Stacks (the newest last), the Stack's own
    standing and its last Run that answered."""

    standing: Standing
    interactions: Sequence[tuple[Delta, ...]] = ()
    certified: Sequence[Stack] = ()
    last: Run | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The answer with its reason. ``differences`` lead from ``nearest`` to the Stack."""

    answer: Answer
    reason: str
    interactions: tuple[tuple[Delta, ...], ...] = ()
    nearest: Stack | None = None
    differences: tuple[Delta, ...] = ()


def check(stack: Stack, known: Known) -> Checked:
    """A certificate decides first: failures are not monotone, and five Nights of this very Stack
    say more than an Interaction that was seen in another. Then what is known to fail, also
    where the Stack was never run; then that its certificate was withdrawn. Anything else is
    untested, a temporary grant included."""
    standing = known.standing
    if standing.state is CertificateState.CERTIFIED:
        return Checked(answer=Answer.CERTIFIED, reason=standing.reason, nearest=stack)
    nearest = _nearest(stack, known.certified)
    # Enough Nights passed: something else in the Stack cures what failed elsewhere.
    holds = () if standing.reviewable else held(stack, known.interactions)
    red = _red(known)
    otherwise = Answer.WITHDRAWN if standing.withdrawal else Answer.UNTESTED
    answer = Answer.KNOWN_FAILING if holds or red else otherwise
    return Checked(
        answer=answer,
        reason=_words(holds) or red or standing.reason,
        interactions=holds,
        nearest=nearest,
        differences=diff(nearest, stack) if nearest else (),
    )


def _nearest(stack: Stack, certified: Sequence[Stack]) -> Stack | None:
    """The certified Stack with the fewest differences, of several the newest."""
    rows = [(distance(c, stack), -number, c) for number, c in enumerate(certified)]
    return min(rows, key=lambda row: row[:2])[2] if rows else None


def held(stack: Stack, interactions: Iterable[tuple[Delta, ...]]) -> tuple[tuple[Delta, ...], ...]:
    """The known Interactions that the Stack has all of, each once.

    One that consists of absences only singles out nobody: most stacks lack most things.
    """
    found = dict.fromkeys(tuple(sorted(i)) for i in interactions)
    return tuple(i for i in found if _is_positive(i) and contains(stack, i))


def _is_positive(interaction: Iterable[Delta]) -> bool:
    return any(d.after is not None and d.kind is not DeltaKind.REMOVED for d in interaction)


def _red(known: Known) -> str:
    """Why the Stack's own Runs speak against it; nothing when they do not."""
    states = (CertificateState.FAILING, CertificateState.SUSPENDED)
    if known.standing.state in states and not known.standing.streak:
        return known.standing.reason
    last = known.last
    if last is not None and last.outcome.is_red and not known.standing.streak:
        return f"its last run ended {last.outcome} on {last.night or last.ended_at.date()}"
    return ""


def _words(held: Sequence[tuple[Delta, ...]]) -> str:
    shown = "; ".join(" with ".join(str(d) for d in i) for i in held)
    return f"holds a known interaction: {shown}" if held else ""


def told(differences: Sequence[Delta], own: Stack) -> tuple[tuple[Delta, ...], int]:
    """What whoever asks may see of the differences to somebody else's Stack, and how many
    settings are kept back: the other's values are never shown, nor keys that only it has."""
    kept = [d for d in differences if d.kind is not DeltaKind.SETTING]
    settings = [d for d in differences if d.kind is DeltaKind.SETTING]
    shared = [d for d in settings if d.component in own.settings]
    kept += [Delta(DeltaKind.SETTING, d.component, None, d.after) for d in shared]
    return tuple(kept), len(settings) - len(shared)
