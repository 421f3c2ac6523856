"""How does a person sign for a Stack, and how do starters get something to rely on?"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from levee.contract.schema import ContractFile
from levee.flow import withdrawing
from levee.model.problem import Problem, Rejected
from levee.site import jobs, stories_certificates, stories_lab
from levee.site.shown import certificates as shown
from levee.site.shown import names
from levee.site.shown.words import word
from levee.site.stories_certificates import TakingBack
from levee.web.action import Doing, Done, action
from levee.web.acts.act import Act, bar, carry_out
from levee.web.forms import Field, Form, Kind
from levee.web.page import Answer, Asked, page

ONE, EVERY = "levee/certificate.html", "levee/certificates.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class StackPlace:
    """One Stack that was through Nights; ``state`` is empty where the act's story finds out.
    ``channels`` are the titles of those that offer it."""

    digest: str
    file: ContractFile
    state: str = ""
    channels: tuple[str, ...] = ()


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


def _withdraw(place: StackPlace) -> Form | None:
    if place.state not in ("", "certified", "temporary"):
        return None
    titles = [names.role(place.file, role).lower() for role in withdrawing.roles(place.file)]
    fields = (
        Field(name="reason", label=_("Why"), kind=Kind.TEXT, needed=True, rows=3),
        Field(
            name="said",
            label=_("What partners are told beside it"),
            kind=Kind.TEXT,
            hint=_("goes to every partner that runs it, so name none; may be empty"),
            rows=3,
        ),
        Field(name="sure", label=_("Partners must not rely on it any more"), kind=Kind.TICK),
    )
    return Form(
        name="withdraw",
        title=_("Withdraw the certificate"),
        button=_("Withdraw it now"),
        explains=_explained(place, _(" or ").join(titles)),
        fields=fields,
        grave=True,
        person=True,
    )


def _explained(place: StackPlace, titles: str) -> str:
    said = _(
        "A %(titles)s withdraws it, at once. Its badge turns, its attestation is gone, and every "
        "partner whose clients run it gets a mail. It is certified again only after new nights and "
        "a new review."
    ) % {"titles": titles}
    if not place.channels:
        return said
    pointing = _(" Still offered by: %(channels)s. Take the release back there, too.")
    return said + pointing % {"channels": ", ".join(place.channels)}


def _do_withdraw(doing: Doing, place: StackPlace) -> Done:
    text = doing.sent.text
    if not doing.sent.ticked("sure"):
        raise Rejected((Problem("sure", _("has to be ticked: this cannot be undone")),))
    wish = TakingBack(
        stack=doing.hands.lab.stack(place.digest),
        by=doing.by,
        why=text("reason"),
        said=text("said"),
        version=doing.sent.version,
    )
    told = stories_certificates.withdraw(doing.hands, wish, doing.now)
    transaction.on_commit(lambda: jobs.sweep(doing.now))
    if not told["channels"]:
        return Done(said=_("It is withdrawn."))
    still = ", ".join(told["channels"])
    return Done(said=_("It is withdrawn. Still offered by: %(channels)s.") % {"channels": still})


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
    numbers = {"granted": told["granted"], "all": len(told["stacks"])}
    return Done(said=_("%(granted)s of %(all)s stacks were granted one.") % numbers)


REVIEW: Act[StackPlace] = Act(
    name="review", title=noop("Review and sign"), form=_review, do=_do_review
)
WITHDRAW: Act[StackPlace] = Act(
    name="withdraw",
    title=noop("Withdraw the certificate"),
    form=_withdraw,
    do=_do_withdraw,
)
OF_ONE = (REVIEW, WITHDRAW)
STARTERS: Act[ContractFile] = Act(
    name="starters",
    title=noop("Grant temporary certificates"),
    form=_starters,
    do=_do_starters,
)


def one(asked: Asked, digest: str, **_: str) -> Answer:
    body: dict[str, Any] = shown.one(asked.hands, asked.data, digest, asked.now)
    state = body["certificate"]["state"]
    file = asked.hands.desk.contract().file
    place = StackPlace(
        digest=body["certificate"]["stack"],
        file=file,
        state=state,
        channels=tuple(channel["title"] for channel in body["channels"]),
    )
    return body | {"acts": bar(OF_ONE, place, asked, body["version"])}


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
    return carry_out(OF_ONE, act, doing, StackPlace(digest=stack.digest, file=file))


@action(EVERY, every)
def act_for_all(doing: Doing, act: str) -> Done | HttpResponse:
    return carry_out((STARTERS,), act, doing, doing.hands.desk.contract().file)
