"""What stands in the store that `benchmarks/matrix.py` measures: stacks, clients and their Nights?

Filled through the store's own hands, as a Night writes it: each Run under its key with a result
for every check, each Night's plan and end as Events, each client's report.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from levee.model.event import LEVEE, Event, EventKind
from levee.model.fleet import Installation
from levee.model.outcome import CheckResult, Outcome
from levee.model.run import Purpose, Run
from levee.model.stack import Component, Role, Stack
from levee.model.suite import Suite
from levee.store import ledger, runs, stacks

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOSTS, RUNTIMES = ("5.1.0", "5.2.0", "6.0.0"), ("3.12", "3.13")
VERSIONS = ("1.0.2", "1.1.0", "1.2.4", "2.0.0", "2.1.3")
NAMES = (
    "sign-in", "search", "gallery", "forms", "mailer", "payments", "orders", "stock", "shipping",
    "tax", "reviews", "wishlist", "coupons", "reports", "audit", "backup", "cache", "images",
    "video", "maps", "events", "tickets", "chat", "forum", "wiki", "polls", "feeds", "social",
    "redirects", "sitemap", "translate", "currency", "themes", "widgets", "menus", "popups",
    "cookies", "consent", "analytics", "export",
)  # fmt: skip


def package(name: str) -> str:
    return f"pkg:pypi/harbour-{name}"


def every_stack(count: int, plugins: int) -> list[Stack]:
    """Distinct stacks, the same ones each time; a tenth of the plugins is missing from each."""
    drawn = random.Random(8)  # no secret: the same store each time
    found: dict[str, Stack] = {}
    while len(found) < count:
        parts = [Component(f"pkg:pypi/harbour@{drawn.choice(HOSTS)}", Role.HOST)]
        parts += [Component(f"pkg:generic/python@{drawn.choice(RUNTIMES)}", Role.RUNTIME)]
        for number in range(plugins):
            name = NAMES[number % len(NAMES)] + ("" if number < len(NAMES) else str(number))
            if drawn.random() < 0.9:
                purl = f"{package(name)}@{drawn.choice(VERSIONS)}"
                parts.append(Component(purl, Role.PLUGIN))
        stack = Stack(components=tuple(parts), settings={"cache.backend": "redis"})
        found[stack.digest] = stack
    return list(found.values())


def outcome_of(stack: Stack, component: Component, seed: float) -> tuple[Outcome, str]:
    """Two plugins do not get along with a host or with each other, and one wavers."""
    versions = stack.versions
    host = versions["pkg:pypi/harbour"]
    at = (component.package, component.version)
    if at == (package("payments"), "2.1.3") and host == "6.0.0":
        return Outcome.FAILED, "POST /checkout answered 500: KeyError: 'currency'"
    if at == (package("search"), "1.1.0") and versions.get(package("cache")) == "2.0.0":
        return Outcome.FAILED, "GET /find answered 200 with 0 of 3 results"
    if component.package == package("video") and seed < 0.02:
        return Outcome.FLAKY, "1 of 2 passed"
    return Outcome.PASSED, ""


def run_of(stack: Stack, suite: Suite, day: date, number: int) -> Run:
    drawn = random.Random(f"{day}{number}")
    at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC) + timedelta(seconds=number)
    outcome, why, checks = Outcome.PASSED, "every check held", []
    if drawn.random() < 0.01:
        outcome, why = Outcome.CONFLICT, "harbour-forms 2.1.3 needs harbour>=6"
    elif drawn.random() < 0.01:
        outcome, why = Outcome.BROKEN, "the mirror did not answer"
    else:
        for component in stack.components:
            if component.role is not Role.RUNTIME:
                result, message = outcome_of(stack, component, drawn.random())
                checks.append(CheckResult(component.package, "answers", result, message, 0.2))
        bad = [c for c in checks if c.outcome is not Outcome.PASSED]
        if bad:
            outcome = Outcome.FAILED if bad[0].outcome is Outcome.FAILED else Outcome.FLAKY
            why = f"{len(bad)} of {len(checks)} checks did not hold"
    return Run(
        id=f"night-{day:%m%d}-{number:06}",
        stack=stack,
        suite=suite.name,
        suite_digest=suite.digest,
        outcome=outcome,
        why=why,
        checks=tuple(checks),
        purpose=Purpose.NIGHT,
        subject=f"night:{day}:{suite.name}",
        night=day,
        started_at=at,
        ended_at=at + timedelta(seconds=9),
    )


def days(nights: int) -> Iterator[date]:
    for before in reversed(range(nights)):
        yield NOW.date() - timedelta(days=before)


def fill(suite: Suite, count: int, plugins: int, nights: int) -> list[Stack]:
    from django.db import transaction

    every = every_stack(count, plugins)
    with transaction.atomic():
        stacks.report(_fleet(every))
        for day in days(nights):
            subject = f"night:{day}:{suite.name}"
            chosen = [{"stack": s.digest, "reason": "among the heaviest"} for s in every]
            _tell(subject, EventKind.NIGHT_PLANNED, day, {"choices": chosen, "shares": {}})
            for number, stack in enumerate(every):
                run = run_of(stack, suite, day, number)
                runs.save(run, run.id)
            _tell(subject, EventKind.NIGHT_ENDED, day, {"void": False, "lines": []})
    return every


def _fleet(every: list[Stack]) -> Iterator[Installation]:
    """Each stack has a client, and the first ones many."""
    for number, stack in enumerate(every):
        for more in range(1 + 30 // (number + 1)):
            yield Installation(
                client=f"client {number}-{more}",
                partner=f"Partner {number % 20}",
                stack=stack,
                traffic=round(1000 / (number + 1), 2),
                tier="standard",
                last_seen=NOW,
            )


def _tell(subject: str, kind: EventKind, day: date, data: dict[str, object]) -> None:
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    event = Event(
        subject=subject,
        kind=kind,
        at=at,
        actor=LEVEE,
        reason="the canary went red",
        key=kind.value,
        data=data,
    )
    ledger.append([event])
