"""Submissions, contracts and instants that many tests begin with."""

from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from levee.contract.load import Contract, load
from levee.contract.schema import ContractFile

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday

COMPONENTS: tuple[dict[str, str], ...] = (
    {"purl": "pkg:pypi/datasette@1.0a14", "role": "host"},
    {"purl": "pkg:generic/python@3.12.3", "role": "runtime"},
    {"purl": "pkg:pypi/datasette-graphql@2.2", "role": "plugin"},
    {"purl": "pkg:pypi/datasette-vega@0.6.2", "role": "plugin"},
    {"purl": "pkg:pypi/httpx@0.27.2", "role": "dependency"},
)


def default_text() -> str:
    return (resources.files("levee.contract") / "default.yaml").read_text(encoding="utf-8")


@cache
def contract() -> Contract:
    """The default contract."""
    return load(default_text())


def file() -> ContractFile:
    return contract().file


def contract_with(*swaps: tuple[str, str]) -> Contract:
    """The default contract with pieces of its text swapped; each must be there."""
    return load(text_with(*swaps))


def text_with(*swaps: tuple[str, str]) -> str:
    text = default_text()
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def stack_file(**settings: str) -> dict[str, Any]:
    return {"components": [dict(c) for c in COMPONENTS], "settings": settings, "platform": {}}


def ticket(**changes: Any) -> dict[str, Any]:
    """A partner's submission with nothing missing; ``changes`` replace fields, None drops one."""
    whole: dict[str, Any] = {
        "stream": "partner",
        "partner": "Acme Data",
        "client": "Nordic Maps",
        "title": "GraphQL answers 500",
        "description": "Since the update on Friday.",
        "reported_at": "2026-03-02T08:30:00+01:00",
        "affected_user": "map editors",
        "affected_screen": "/graphql",
        "stack": stack_file(**{"cache.backend": "redis"}),
        "environment": "Debian 13, two workers behind nginx",
        "traffic_profile": {"requests_per_day": 120_000},
        "reproduction_steps": ["open /graphql", "send any query"],
        "impact": {
            "production_impact": "blocked",
            "customer_visibility": "some",
            "revenue_risk": "low",
            "privacy_exposure": "none",
            "data_correctness": "intact",
            "automation_state": "running",
        },
        "attachments": [],
        "idempotency_key": "acme-1",
    }
    return {k: v for k, v in (whole | changes).items() if v is not None}
