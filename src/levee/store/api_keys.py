"""Which keys of the API are there, and which one is this secret?

A secret is 256 random bits, so one round of sha256 is enough: there is nothing to guess that a
slow hash would protect, and a slow one would make each request slow.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from levee.model.access import Key
from levee.model.problem import Unknown
from levee.store.key_models import ApiKeyRow
from levee.store.prepared import ANY, Prepared, Row

SHOWN = 12  #: characters of a secret that lists show
NOTED_EVERY = timedelta(minutes=1)  #: last use is written this often, not with each request


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A key that somebody asks for."""

    name: str
    scopes: Iterable[str]
    partner: str = ""
    per_minute: int = 600
    expires_at: datetime | None = None


def create(wanted: Wanted, now: datetime) -> tuple[Key, str]:
    """The key and its secret, which is told this once."""
    secret = f"levee_{secrets.token_urlsafe(32)}"
    row = ApiKeyRow.objects.create(
        hash=_hash(secret),
        prefix=secret[:SHOWN],
        name=wanted.name,
        scopes=sorted(set(wanted.scopes)),
        partner=wanted.partner,
        per_minute=wanted.per_minute,
        created_at=now,
        expires_at=wanted.expires_at,
    )
    return _key(row), secret


_FIELDS = (
    "id", "prefix", "name", "scopes", "partner", "per_minute", "created_at", "expires_at",
    "revoked_at", "last_used_at",
)  # fmt: skip


def _read(row: Row) -> Key:
    told = dict(zip(_FIELDS, row, strict=True))
    return Key(**told | {"scopes": frozenset(told["scopes"])})


_of_hash = Prepared(lambda: ApiKeyRow.objects.filter(hash=ANY).values_list(*_FIELDS), _read)


def of_secret(secret: str) -> Key | None:
    """Asked with each request, so that a key that was revoked opens nothing more."""
    return cast(Key | None, _of_hash.first(_hash(secret)))


def used(key: Key, now: datetime) -> None:
    """Note that it was used, at most once a minute."""
    if key.last_used_at is None or now - key.last_used_at >= NOTED_EVERY:
        ApiKeyRow.objects.filter(id=key.id).update(last_used_at=now)


def every() -> tuple[Key, ...]:
    """All keys, the newest first."""
    return tuple(_key(row) for row in ApiKeyRow.objects.order_by("-id"))


def revoke(key_id: int, now: datetime) -> Key:
    """End a key for good; one that was revoked before keeps its first instant."""
    ApiKeyRow.objects.filter(id=key_id, revoked_at=None).update(revoked_at=now)
    row = ApiKeyRow.objects.filter(id=key_id).first()
    if row is None:
        raise Unknown(f"there is no key {key_id}")
    return _key(row)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _key(row: ApiKeyRow) -> Key:
    return Key(
        id=row.pk,
        prefix=row.prefix,
        name=row.name,
        scopes=frozenset(row.scopes),
        partner=row.partner,
        per_minute=row.per_minute,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
