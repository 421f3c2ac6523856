"""What is each reason called for which a stack is not covered, and what does one do about it?"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from levee.lab.uncovered import Reason

type Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """``next`` is what to do; ``place`` names the page that helps: its run or its certificate."""

    title: Text
    next: Text
    tone: str = "plain"
    place: str = ""


TOLD: Mapping[Reason, Told] = {
    Reason.FAILED: Told(
        title=_("a check fails"),
        next=_("Read its Run; a ticket on this stack lets the lab isolate what breaks it."),
        tone="bad",
        place="run",
    ),
    Reason.WAVERS: Told(
        title=_("passes and fails"),
        next=_("Read its Runs: what wavers is not certified until it passes every time."),
        tone="held",
        place="run",
    ),
    Reason.INCOMPATIBLE: Told(
        title=_("environment cannot be built"),
        next=_("Its Run has the resolver's words: tell the client which parts are at odds."),
        tone="bad",
        place="run",
    ),
    Reason.UNKNOWN: Told(
        title=_("unknown component"),
        next=_("Ask the client for the right name and version; no registry has this one."),
        tone="bad",
        place="run",
    ),
    Reason.NO_ARCHIVE: Told(
        title=_("private plugin without an archive"),
        next=_("Put the archive that its Run names into the plugin library."),
        tone="held",
        place="run",
    ),
    Reason.FOREIGN: Told(
        title=_("component of another kind"),
        next=_("The suite's provider cannot install it: leave it out, or write a provider."),
        tone="held",
        place="run",
    ),
    Reason.NO_ANSWER: Told(
        title=_("the lab gave no answer"),
        next=_("Read its Run and mend the bench; the doctor command says what it lacks."),
        tone="held",
        place="run",
    ),
    Reason.SUITE_CHANGED: Told(
        title=_("ran under another suite"),
        next=_("The suite changed since; the next Night that chooses it counts anew."),
    ),
    Reason.REVIEW: Told(
        title=_("waits for a review"),
        next=_("A person of the reviewing role looks at its evidence and certifies it."),
        tone="held",
        place="certificate",
    ),
    Reason.EXPIRED: Told(
        title=_("certificate ran out"),
        next=_("A new review renews it while its Nights pass."),
        tone="held",
        place="certificate",
    ),
    Reason.GRANTED: Told(
        title=_("temporary, for a starter"),
        next=_("It may be relied on until the grant ends; its Nights go on."),
        tone="held",
        place="certificate",
    ),
    Reason.NIGHTS: Told(
        title=_("passes, too few Nights yet"),
        next=_("Nothing but to let the Nights go on."),
        place="certificate",
    ),
    Reason.VOID: Told(
        title=_("ran in void Nights only"),
        next=_("Find out why the canary stayed green; such a Night proves nothing."),
        tone="held",
    ),
    Reason.PLANNED: Told(
        title=_("planned, not run yet"),
        next=_("The Night that has it in its plan has not ended."),
    ),
    Reason.NEXT: Told(
        title=_("never ran, the next Night takes it"),
        next=_("It is heavy enough for a Night: run one, or wait for it."),
    ),
    Reason.BELOW_BUDGET: Told(
        title=_("not chosen, below the budget"),
        next=_("Let a Night run more stacks (contract), or move its clients to a certified one."),
    ),
    Reason.SILENT: Told(
        title=_("no client report lately"),
        next=_("Ask its clients to report what they run, or when they left."),
    ),
}
