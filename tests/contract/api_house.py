"""Who asks the API in tests, and what do two partners own that must not meet?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

import submissions
from levee.model.access import FOR_PARTNERS, Scope
from levee.model.event import Event, EventKind
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Purpose, Run
from levee.model.ticket import stack_from
from levee.site import stories_desk, stories_keys
from levee.site.hands import hands
from levee.store import contracts, ledger, runs, webhooks
from levee.store.api_keys import Wanted
from levee.store.models import EventRow
from levee.store.webhooks import Delivery, Endpoint

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
V1 = "/api/v1"
SUITE = Path(__file__).parents[1] / "web" / "suite"


@dataclass(frozen=True)
class Api:
    """A key in the hand of a client."""

    secret: str
    client: Client

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        return self.client.generic(
            method,
            f"{V1}{path}",
            data,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}", **(headers or {})},
        )

    def get(self, path: str) -> Any:
        return self.ask("GET", path)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", path, body, named)


def key(client: Client, *scopes: Scope, partner: str = "", per_minute: int = 100_000) -> Api:
    """By default with every scope that there is for whoever gets it."""
    given = scopes or (FOR_PARTNERS if partner else tuple(Scope))
    wanted = Wanted(
        name="test", scopes=[s.value for s in given], partner=partner, per_minute=per_minute
    )
    return Api(stories_keys.create(wanted, datetime.now(UTC))[1], client)


@dataclass(frozen=True)
class Owned:
    """Everything that one partner has, by the name of the parameter that it is asked for with."""

    partner: str
    named: Mapping[str, str]


def furnish(partner: str, version: str) -> Owned:
    """A ticket, what its client runs, runs of it, a work item, a webhook and a delivery."""
    made = hands(Path(settings.DATA))
    body = submissions.ticket(
        partner=partner,
        client=f"{partner} client",
        title=f"{partner} title",
        description=f"{partner} description",
        idempotency_key=partner,
    )
    body["stack"]["components"][0]["purl"] = f"pkg:pypi/datasette@{version}"
    story = stories_desk.take_in(made, json.dumps(body).encode(), NOW).story
    assert story.ticket is not None
    assert story.ticket.stack is not None
    ticket, digest = story.ticket.id, story.ticket.stack.digest
    run = f"run-{partner.lower()}"
    for purpose, name in ((Purpose.REPRODUCE, run), (Purpose.NIGHT, f"{run}-night")):
        runs.save(_run(body["stack"], purpose, name, f"ticket:{ticket}", partner), name)
    work = _work(ticket, partner)
    webhook, delivery = _webhook(partner)
    named = {
        "ticket_id": ticket,
        "work_id": work,
        "digest": digest,
        "run_id": run,
        "webhook_id": str(webhook),
        "delivery_id": str(delivery),
    }
    return Owned(partner, named)


def _run(stack: Any, purpose: Purpose, name: str, subject: str, partner: str) -> Run:
    return Run(
        id=name,
        stack=stack_from(stack),
        suite="smoke",
        suite_digest="0" * 64,
        outcome=Outcome.FAILED,
        why=f"{partner} why",
        checks=(CheckResult("host", "test", Outcome.FAILED, f"{partner} message", 0.1),),
        purpose=purpose,
        subject=subject if purpose is Purpose.REPRODUCE else "night:2026-11-02:smoke",
        night=None if purpose is Purpose.REPRODUCE else NOW.date(),
        started_at=NOW,
        ended_at=NOW + timedelta(seconds=1),
    )


def _work(ticket: str, partner: str) -> str:
    work = ticket.replace("T-", "W-")
    data = {
        "ticket": ticket,
        "work_item": work,
        "kind": "hotfix",
        "title": f"{partner} work",
        "owner": "ada",
        "role": "pod",
        "target": NOW.isoformat(),
        "acceptance": ["the suite passes"],
        "interaction": [],
        "clients": 41,
        "traffic": 4.1,
        "severity": 2,
    }
    opened = EventKind.WORK_OPENED
    ledger.append(
        [
            Event(subject=s, kind=opened, at=NOW, actor="levee", reason="r", key="work", data=data)
            for s in (f"ticket:{ticket}", f"work:{work}")
        ]
    )
    return work


def _webhook(partner: str) -> tuple[int, int]:
    endpoint = webhooks.add(
        Endpoint(
            id=0,
            url=f"https://{partner.lower()}.example/hook",
            kinds=("resolved",),
            partner=partner,
            name=f"{partner} hook",
            secret="S-none",
            created_at=NOW,
            removed_at=None,
        )
    )
    event = EventRow.objects.order_by("-id").first()
    assert event is not None
    webhooks.note(
        Delivery(
            id=0,
            webhook=endpoint.id,
            event=event.pk,
            kind="",
            message="msg_1",
            at=NOW,
            status=200,
            said=f"{partner} said",
            delivered=True,
        )
    )
    return endpoint.id, webhooks.deliveries(endpoint.id)[0].id


def adopt_default() -> None:
    from levee.site.shipped import default_text

    contracts.adopt(default_text(), NOW)
