"""How does a person sign for a Stack, and how do starters get something to rely on?"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.contract.schema import ContractFile
from levee.site import stories_certificates, stories_lab
from levee.site.shown import certificates as shown
from levee.site.shown import names
from levee.site.shown.words import word
from levee.web.action import Doing, Done, action
from levee.web.acts.act import Act, bar, carry_out
from levee.web.forms import Field, Form, Kind
from levee.web.page import Answer, Asked, page

ONE, EVERY = "levee/certificate.html", "levee/certificates.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class StackPlace:
    """One Stack that was through Nights; ``state`` is empty where the act's story finds out."""

    digest: str
    file: ContractFile
    state: str = ""


def _review(place: StackPlace) -> Form | None:
    if place.state not in ("", "awaiting review", "certified", "expired"):
        return None
    role = names.role(place.file, place.file.certification.reviewer).lower()
    return Form(
        name="review",
        title=_("Review and sign"),
        button=_("Sign the review"),
        explains=_(
            "A %(role)s signs. The nights have to be there; with the review the certificate "
            "stands, and its badge turns by itself."
        )
        % {"role": role},
        fields=(
            Field(
                name="evidence",
                label=_("What was looked at"),
                kind=Kind.TEXT,
                needed=True,
                hint=_("the reports, runs and changes that you read"),
            ),
        ),
        person=True,
    )


def _do_review(doing: Doing, place: StackPlace) -> Done:
    stack = doing.hands.lab.stack(place.digest)
    seen = doing.sent.text("evidence")
    told = stories_lab.review(doing.hands, stack, doing.by, seen, doing.now)
    return Done(said=_("Signed: it is %(state)s now.") % {"state": word(told["state"])})


def _starters(place: ContractFile) -> Form | None:
    rules = place.certification.temporary
    if rules is None:
        return None
    role = names.role(place, place.certification.reviewer).lower()
    return Form(
        name="starters",
        title=_("For starters"),
        button=_("Grant them"),
        explains=_(
            "The %(stacks)s heaviest stacks get a temporary certificate, marked as such, "
            "for %(days)s days; each once. A %(role)s grants them."
        )
        % {"stacks": rules.stacks, "days": rules.days, "role": role},
        person=True,
    )


def _do_starters(doing: Doing, place: ContractFile) -> Done:
    told = stories_certificates.starters(doing.hands, doing.by, doing.now)
    return Done(
        said=_("%(granted)s of %(number)s stacks were granted one.")
        % {"granted": told["granted"], "number": len(told["stacks"])}
    )


REVIEW: Act[StackPlace] = Act(
    name="review", title=noop("Review and sign"), form=_review, do=_do_review
)
STARTERS: Act[ContractFile] = Act(
    name="starters", title=noop("Grant temporary certificates"), form=_starters, do=_do_starters
)


def one(asked: Asked, digest: str, **_: str) -> Answer:
    body: dict[str, Any] = shown.one(asked.hands, asked.data, digest, asked.now)
    state = body["certificate"]["state"]
    file = asked.hands.desk.contract().file
    place = StackPlace(digest=body["certificate"]["stack"], file=file, state=state)
    return body | {"acts": bar((REVIEW,), place, asked, None)}


def every(asked: Asked, **_: str) -> Answer:
    file = asked.hands.desk.contract().file
    body: dict[str, Any] = shown.every(asked.hands, asked.now)
    acts = () if body["lacking"] else (STARTERS,)
    return body | {"acts": bar(acts, file, asked, None)}


@page(ONE)
def certificate(asked: Asked, digest: str) -> Answer:
    return one(asked, digest)


@page(EVERY)
def certificates(asked: Asked) -> Answer:
    return every(asked)


@action(ONE, one)
def act(doing: Doing, digest: str, act: str) -> Done | HttpResponse:
    stack = doing.hands.lab.stack(digest)
    file = doing.hands.desk.contract().file
    return carry_out((REVIEW,), act, doing, StackPlace(digest=stack.digest, file=file))


@action(EVERY, every)
def act_for_all(doing: Doing, act: str) -> Done | HttpResponse:
    return carry_out((STARTERS,), act, doing, doing.hands.desk.contract().file)
