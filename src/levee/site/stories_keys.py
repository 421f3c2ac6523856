"""How is a key of the API made, listed, revoked, and recognised?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from levee.model.access import Key, Refusal, Scope, beyond_partners
from levee.model.problem import Problem, Rejected
from levee.site.hands import redacted
from levee.store import api_keys
from levee.store.api_keys import Wanted

MOST_PER_MINUTE = 100_000


def create(wanted: Wanted, now: datetime) -> tuple[Key, str]:
    """The key and its secret, told this once. Rejected with everything that is wrong."""
    if problems := tuple(_problems(wanted, now)):
        raise Rejected(problems)
    return api_keys.create(replace(wanted, name=str(redacted(wanted.name))), now)


def _problems(wanted: Wanted, now: datetime) -> list[Problem]:
    known = {scope.value for scope in Scope}
    scopes = set(wanted.scopes)
    found = [
        Problem("scopes", f"{scope!r} is not one of {', '.join(sorted(known))}")
        for scope in sorted(scopes - known)
    ]
    if not scopes:
        found.append(Problem("scopes", "names at least one scope"))
    if not wanted.name.strip() or len(wanted.name) > 200:
        found.append(Problem("name", "says what the key is for, in at most 200 characters"))
    if len(wanted.partner) > 200:
        found.append(Problem("partner", "has at most 200 characters"))
    if wanted.partner:
        beyond = [s for s in beyond_partners(scopes) if s in known]
        found += [Problem("scopes", f"{scope} is not for a partner's key") for scope in beyond]
    if not 1 <= wanted.per_minute <= MOST_PER_MINUTE:
        found.append(Problem("per_minute", f"is between 1 and {MOST_PER_MINUTE:,}"))
    if wanted.expires_at is not None and wanted.expires_at <= now:
        found.append(Problem("expires_at", "is in the past"))
    return found


def within(giver: Key, scopes: Iterable[str]) -> None:
    """A key can make no other that may do more than itself."""
    beyond = sorted(set(scopes) - giver.scopes)
    if beyond:
        raise Rejected(tuple(Problem("scopes", f"this key lacks {s!r} itself") for s in beyond))


def recognise(secret: str, now: datetime) -> Key | Refusal:
    """Whose secret this is, or why it opens nothing."""
    key = api_keys.of_secret(secret)
    if key is None:
        return Refusal.UNKNOWN
    if refusal := key.refused(now):
        return refusal
    api_keys.used(key, now)
    return key


def said(key: Key) -> dict[str, Any]:
    """A key in JSON; its secret is nowhere in it."""
    return {
        "id": key.id,
        "prefix": key.prefix,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "partner": key.partner,
        "per_minute": key.per_minute,
        "created_at": key.created_at.isoformat(),
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
        "last_used_at": key.last_used_at.isoformat() if key.last_used_at else None,
    }
