"""Certificates: what a Stack still lacks, and its review."""

from typing import Any

from django.http import HttpResponse
from ninja import Schema

from levee.lab.check import Answer
from levee.model.access import Scope
from levee.model.problem import NotHeld
from levee.repair import badge as rule
from levee.site import checking, eyes, jobs, stories_certificates, stories_lab
from levee.site.stories_certificates import TakingBack
from levee.web.api import lab_shapes, paper_shapes, shapes
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked
from levee.web.api.raw import file, gives
from levee.web.api.wanted import By

router = area("certificates")
SVG = "image/svg+xml"


class WithdrawalWanted(Schema):
    """Who takes it back and why, what partners are told, and which version was seen."""

    by: str
    reason: str
    said: str = ""
    version: int | None = None


class Review(Schema):
    """Who reviewed, and what was looked at."""

    by: str
    evidence: str


@reads(router, "/certificates", Scope.CERTIFICATES_READ, shapes.Page[shapes.Standing])
def list_certificates(asked: Asked) -> Any:
    """Every Stack that a Night has run, and how it stands."""
    return {"items": stories_lab.standings(asked.hands, asked.partner, asked.now), "next": None}


@reads(router, "/certificates/{digest}", Scope.CERTIFICATES_READ, shapes.Standing)
def read_certificate(asked: Asked, digest: str) -> Any:
    """What a Stack still lacks for its certificate."""
    found = eyes.stack(asked.hands, digest, asked.partner)
    return stories_lab.standing(asked.hands, found, asked.now, asked.partner)


@reads(router, "/certificates/{digest}/lock", Scope.CERTIFICATES_READ, lab_shapes.Lock)
def read_lock(asked: Asked, digest: str) -> Any:
    """The lock file of a certified Stack, by hash; 409 for any other."""
    found = eyes.stack(asked.hands, digest, asked.partner)
    told = checking.check(asked.hands, asked.data, found, asked.now)
    if told.found.answer is not Answer.CERTIFIED:
        raise NotHeld(f"{found.short} is {told.body['state']}: {told.found.reason}")
    return {"stack": found.digest, "lock": told.lock}


@reads(
    router,
    "/certificates/{digest}/attestation",
    Scope.CERTIFICATES_READ,
    None,
    extra=gives("application/json"),
)
def read_attestation(asked: Asked, digest: str) -> HttpResponse:
    """The signed attestation of a certified Stack, for `levee verify`; 409 for any other."""
    found = eyes.stack(asked.hands, digest, asked.partner)
    text = stories_certificates.attestation(asked.hands, asked.data, found, asked.now)
    return file(text.encode(), "application/json", f"{found.short}.attestation.json")


@reads(router, "/certificates/{digest}/badge", Scope.CERTIFICATES_READ, None, extra=gives(SVG))
def read_badge(asked: Asked, digest: str) -> HttpResponse:
    """The badge as it is now (SVG)."""
    found = eyes.stack(asked.hands, digest, asked.partner)
    standing = stories_certificates.standing(asked.hands, found, asked.now)
    return file(rule.badge(standing).encode(), SVG, f"{found.short}.svg")


@reads(router, "/certificates/{digest}/shields", Scope.CERTIFICATES_READ, paper_shapes.Shields)
def read_shields(asked: Asked, digest: str) -> Any:
    """The badge as it is now, for a shields.io endpoint."""
    found = eyes.stack(asked.hands, digest, asked.partner)
    return rule.shields(stories_certificates.standing(asked.hands, found, asked.now))


@writes(router, "/starters", Scope.CERTIFICATES_REVIEW, paper_shapes.Starters)
def grant_starters(asked: Asked, wanted: By) -> Any:
    """Grant the heaviest Stacks a temporary certificate, marked as such, each once."""
    return stories_certificates.starters(asked.hands, wanted.by, asked.now)


@writes(router, "/certificates/{digest}/reviews", Scope.CERTIFICATES_REVIEW, {201: shapes.Standing})
def review(asked: Asked, digest: str, review: Review) -> Any:
    """Review a Stack that passed its Nights; with it the certificate stands."""
    found = eyes.stack(asked.hands, digest, asked.partner)
    return stories_lab.review(asked.hands, found, review.by, review.evidence, asked.now)


@writes(
    router,
    "/certificates/{digest}/withdrawals",
    Scope.CERTIFICATES_REVIEW,
    {201: paper_shapes.WithdrawnStanding},
)
def withdraw(asked: Asked, digest: str, wanted: WithdrawalWanted) -> Any:
    """Take a certificate back, at once: its badge turns and the partners that run it are told.
    ``channels`` still offer it: take the release back there. It is certified again only after new
    Nights and a new review."""
    found = eyes.stack(asked.hands, digest, asked.partner)
    wish = TakingBack(
        stack=found,
        by=wanted.by,
        why=wanted.reason,
        said=wanted.said,
        version=wanted.version,
    )
    body = stories_certificates.withdraw(asked.hands, wish, asked.now)
    jobs.sweep(asked.now)
    return body
