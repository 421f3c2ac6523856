"""What is each Event called to a partner? Or is it none of theirs?

Only these words and what they are filled with reach a partner: an Event's own reason may be what
somebody of ours typed, or a rule's words with the keys of our roles.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from levee.contract.schema import ContractFile
from levee.desk.gaps import words
from levee.model.certificate import CertificateState
from levee.model.event import Event, EventKind
from levee.model.moment import parse
from levee.site.shown import names

_DATED = (EventKind.WORK_OPENED, EventKind.KNOWLEDGE_OPENED)

type Line = tuple[str, str]  #: what happened, and what more there is to say of it


def _opened(_event: Event, _file: ContractFile) -> Line:
    return _("You reported it"), _("We have all that you sent, and began to look at it.")


def _pended(event: Event, _file: ContractFile) -> Line:
    return _("We wait for you"), _missing(event)


def _filled(event: Event, _file: ContractFile) -> Line:
    return _("More came from you"), _missing(event)


def _resumed(event: Event, _file: ContractFile) -> Line:
    return _("We go on with it"), _missing(event)


def _missing(event: Event) -> str:
    gaps = [words(str(gap)) for gap in event.data.get("gaps", ())]
    return _("Missing: %(gaps)s.") % {"gaps": "; ".join(gaps)} if gaps else ""


def _judged(event: Event, file: ContractFile) -> Line:
    level = _("Severity %(severity)s") % {"severity": event.data["severity"]}
    return _("We judged how severe it is"), _said(level, severity_why(event.data["why"], file))


def severity_why(why: str, file: ContractFile) -> str:
    """A rule's own words; what a person of ours typed instead is not for partners."""
    return why if why in {rule.why for rule in file.severity.rules} else ""


def _said(*parts: str) -> str:
    return f"{': '.join(part for part in parts if part)}."


def _assigned(event: Event, file: ContractFile) -> Line:
    name = names.person(file, event.data["owner"])
    return _("Somebody has it"), _("%(name)s answers you from here on.") % {"name": name}


def _reproduced(_event: Event, _file: ContractFile) -> Line:
    return _("We saw it fail ourselves"), _("In our lab, on the versions that you named.")


def _not_reproduced(_event: Event, _file: ContractFile) -> Line:
    return _("We could not make it fail yet"), _("In our lab, on the versions that you named.")


def _isolated(_event: Event, _file: ContractFile) -> Line:
    return _("We found what causes it"), _("It stands above, under what causes it.")


def _classified(event: Event, _file: ContractFile) -> Line:
    found = {
        "dependency_conflict": _("Two parts ask for versions that cannot stand together."),
        "configuration_mismatch": _("A setting does not fit the versions."),
        "documentation_gap": _("It works as it is meant to, and our documents do not say so."),
        "genuine_bug": _("One part alone is at fault."),
        "combinatorial_bug": _("Several parts fail together, each of them works alone."),
    }
    return _("We know what kind of fault it is"), found.get(str(event.data.get("finding")), "")


def _work(event: Event, _file: ContractFile) -> Line:
    return _("A fix is being worked on"), ""


def _knowledge(event: Event, _file: ContractFile) -> Line:
    return _("A guide is being written, with the settings that work"), ""


def target(event: Event) -> datetime | None:
    """The date that we gave the work, of the Events that open it."""
    given = event.data.get("target") if event.kind in _DATED else None
    return parse(given) if isinstance(given, str) else None


def _remediated(_event: Event, _file: ContractFile) -> Line:
    return _("The fix holds"), _("It passed on your versions and on the ones most clients run.")


def _resolved(_event: Event, _file: ContractFile) -> Line:
    return _("Resolved"), _("Write to us if it comes back: that opens it again.")


def _reopened(_event: Event, _file: ContractFile) -> Line:
    return _("Opened again"), ""


def _replied(_event: Event, _file: ContractFile) -> Line:
    return _("We wrote to you"), _("It stands under what was written.")


def _heard(_event: Event, _file: ContractFile) -> Line:
    return _("You wrote to us"), ""


def _update(_event: Event, _file: ContractFile) -> Line:
    return _("An update for you"), _("It says what is known, and when the next one comes.")


def _postmortem(_event: Event, _file: ContractFile) -> Line:
    return _("The postmortem is here"), _("What happened, why, and what changes.")


SAID: dict[EventKind, Callable[[Event, ContractFile], Line]] = {
    EventKind.OPENED: _opened,
    EventKind.PENDED: _pended,
    EventKind.FILLED: _filled,
    EventKind.RESUMED: _resumed,
    EventKind.JUDGED: _judged,
    EventKind.ASSIGNED: _assigned,
    EventKind.REPRODUCED: _reproduced,
    EventKind.NOT_REPRODUCED: _not_reproduced,
    EventKind.ISOLATED: _isolated,
    EventKind.CLASSIFIED: _classified,
    EventKind.WORK_OPENED: _work,
    EventKind.KNOWLEDGE_OPENED: _knowledge,
    EventKind.REMEDIATED: _remediated,
    EventKind.RESOLVED: _resolved,
    EventKind.REOPENED: _reopened,
    EventKind.REPLIED: _replied,
    EventKind.HEARD: _heard,
    EventKind.UPDATE_SENT: _update,
    EventKind.POSTMORTEM_SENT: _postmortem,
}

#: Ours alone. A new kind belongs into one of the two; a test fails until somebody decided.
HIDDEN = frozenset(
    (
        EventKind.RECEIVED, EventKind.ACKNOWLEDGED, EventKind.MAIL_TAKEN, EventKind.MAIL_SET_ASIDE,
        EventKind.MAIL_TAKEN_UP, EventKind.MAIL_DISMISSED, EventKind.PARTNER_SET, EventKind.ROUTED,
        EventKind.LEVELLED, EventKind.TRIAGED, EventKind.PAUSED, EventKind.NOTED,
        EventKind.CASE_HEARD, EventKind.DRAFTED, EventKind.RUNG_FIRED, EventKind.AUDITED,
        EventKind.LABELLED, EventKind.UNLABELLED, EventKind.ASKED, EventKind.WORK_TURNED,
        EventKind.WORK_CHANGED, EventKind.MUST_RUN, EventKind.CERTIFIED_AWAY,
        EventKind.FIX_SUBMITTED, EventKind.FIX_VERIFIED, EventKind.FIX_REFUSED, EventKind.MERGED,
        EventKind.JOINED, EventKind.PARTED, EventKind.INFORMED, EventKind.SPLIT, EventKind.LINKED,
        EventKind.UNLINKED, EventKind.POSTMORTEM_DRAFTED, EventKind.NIGHT_CALLED, EventKind.PINNED,
        EventKind.UNPINNED, EventKind.CONTACT_VERIFIED, EventKind.CONTACT_WITHDRAWN,
        EventKind.UPDATE_DRAFTED, EventKind.UPDATE_APPROVED, EventKind.INCIDENT_OPENED,
        EventKind.AUTOMATION_PAUSED, EventKind.INCIDENT_REVIEWED, EventKind.AUTOMATION_RESUMED,
        EventKind.SESSION_BOOKED, EventKind.SESSION_MOVED, EventKind.SESSION_CANCELLED,
        EventKind.SESSION_HELD, EventKind.SESSION_MISSED, EventKind.NIGHT_PLANNED,
        EventKind.NIGHT_ENDED, EventKind.REVIEWED, EventKind.CERTIFIED,
        EventKind.CERTIFICATE_WITHDRAWN, EventKind.SUSPENDED, EventKind.RELEASED,
        EventKind.ADVANCED, EventKind.DECLARED, EventKind.ROLLED_BACK, EventKind.MITIGATED,
        EventKind.GRANTED, EventKind.KEY_MADE, EventKind.KEY_REVOKED, EventKind.APPLIED,
        EventKind.ADMITTED, EventKind.LAPSED, EventKind.WITHDRAWN, EventKind.ADOPTED,
        EventKind.EVIDENCE_SEALED, EventKind.SUPPORT_REPORTED, EventKind.SEALED_OPENED,
        EventKind.ACCOUNT_MADE, EventKind.ACCOUNT_CLOSED, EventKind.ACCOUNT_REOPENED,
        EventKind.ACCOUNT_CHANGED, EventKind.ACCOUNT_TOLD, EventKind.INVITED,
        EventKind.INVITATION_WITHDRAWN,
    )
)  # fmt: skip


def line(event: Event, file: ContractFile) -> Line:
    """Of a kind that is for partners; KeyError for another, so that nothing slips through."""
    return SAID[event.kind](event, file)


def standing(state: CertificateState) -> str:
    """What a Stack's state means to whoever runs it."""
    match state:
        case CertificateState.CERTIFIED:
            return _("Certified: you can rely on it")
        case CertificateState.TEMPORARY:
            return _("Certified for a while, until its nights are through")
        case CertificateState.AWAITING_REVIEW:
            return _("Its nights passed; one of us still looks at it")
        case CertificateState.CANDIDATE:
            return _("Passed so far, on the way to a certificate")
        case CertificateState.UNTESTED:
            return _("Not tested yet")
        case CertificateState.FAILING:
            return _("Fails our tests")
        case CertificateState.SUSPENDED:
            return _("Was certified, and fails our tests now")
        case CertificateState.WITHDRAWN:
            return _("Withdrawn: do not rely on it any more")
        case CertificateState.EXPIRED:
            return _("Was certified, too long ago")
