"""What exactly does each metric mean?"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from levee.model.words import gettext_noop


class Better(StrEnum):
    LOWER = "lower"  #: a smaller value is an improvement
    HIGHER = "higher"  #: a larger one is


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What a number means. ``unit`` is hours, share (0 to 1), clients or incidents; ``basis``
    what it is counted over."""

    name: str
    title: str
    definition: str
    unit: str
    better: Better
    basis: str


_OPENED = gettext_noop("tickets opened in the period, as they stood at its end")
_FLEET = gettext_noop("today's fleet, by what was known at the period's end")
_RELEASES = gettext_noop("releases of the period")
_PARTNERS = gettext_noop("partners known at the period's end")
_ENTERED = gettext_noop("what people entered")

METRICS: Sequence[Metric] = (
    Metric(
        name="time_to_acknowledge",
        title=gettext_noop("Mean time to acknowledge"),
        unit="hours",
        better=Better.LOWER,
        basis=_OPENED,
        definition=gettext_noop(
            "Mean elapsed time from a ticket's opened to its first triaged or assigned Event,"
            " over the tickets that have one; the note counts the others."
        ),
    ),
    Metric(
        name="time_to_remediate",
        title=gettext_noop("Mean time to remediate"),
        unit="hours",
        better=Better.LOWER,
        basis=_OPENED,
        definition=gettext_noop(
            "Mean elapsed time from a ticket's opened to its remediated Event (the first after"
            " the last reopening), over the tickets that have one; the note counts the others."
        ),
    ),
    Metric(
        name="compatibility_pass_rate",
        title=gettext_noop("Compatibility pass rate"),
        unit="share",
        better=Better.HIGHER,
        basis=_FLEET,
        definition=gettext_noop(
            "Of the active traffic on tested stacks, the share on stacks that passed every suite"
            " when they last answered in a valid Night. Broken and empty Runs are no answer."
        ),
    ),
    Metric(
        name="tested_share",
        title=gettext_noop("Tested share"),
        unit="share",
        better=Better.HIGHER,
        basis=_FLEET,
        definition=gettext_noop(
            "Of all active traffic, the share on stacks that answered in some valid Night."
        ),
    ),
    Metric(
        name="exposed_clients",
        title=gettext_noop("Clients exposed to a known Interaction"),
        unit="clients",
        better=Better.LOWER,
        basis=_FLEET,
        definition=gettext_noop(
            "Active installations whose stack contains every delta of a known Interaction."
        ),
    ),
    Metric(
        name="certified_share",
        title=gettext_noop("Certified share"),
        unit="share",
        better=Better.HIGHER,
        basis=_FLEET,
        definition=gettext_noop(
            "Of all active traffic, the share on stacks that held a certificate at the end."
        ),
    ),
    Metric(
        name="post_release_incident_rate",
        title=gettext_noop("Post-release incident rate"),
        unit="share",
        better=Better.LOWER,
        basis=_RELEASES,
        definition=gettext_noop(
            "Of the releases whose window of incident_days (7 by default) is over, the share with"
            " at least one ticket of severity 1 or 2 opened within it."
        ),
    ),
    Metric(
        name="revenue_loss_incidents",
        title=gettext_noop("Revenue-loss incidents"),
        unit="incidents",
        better=Better.LOWER,
        basis=_OPENED,
        definition=gettext_noop("Tickets whose impact said at opening that revenue is being lost."),
    ),
    Metric(
        name="partner_churn_6_months",
        title=gettext_noop("Partner churn at 6 months"),
        unit="share",
        better=Better.LOWER,
        basis=_PARTNERS,
        definition=gettext_noop(
            "Of the partners of 6 calendar months ago, the share that has left since."
        ),
    ),
    Metric(
        name="partner_churn_12_months",
        title=gettext_noop("Partner churn at 12 months"),
        unit="share",
        better=Better.LOWER,
        basis=_PARTNERS,
        definition=gettext_noop(
            "Of the partners of 12 calendar months ago, the share that has left since."
        ),
    ),
    Metric(
        name="engineering_hours_saved",
        title=gettext_noop("Engineering time saved"),
        unit="hours",
        better=Better.HIGHER,
        basis=_ENTERED,
        definition=gettext_noop(
            "Hours that people entered as saved, against the way they worked before; never"
            " estimated by Levee."
        ),
    ),
)
