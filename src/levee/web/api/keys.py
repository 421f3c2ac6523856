"""Keys of the API."""

from datetime import datetime
from typing import Any

from ninja import Schema, Status

from levee.model.access import Scope
from levee.site import stories_jobs, stories_keys
from levee.store import api_keys
from levee.store.api_keys import Wanted
from levee.web.api import house_shapes, paging, shapes
from levee.web.api.accepted import accepted
from levee.web.api.area import area, reads, writes
from levee.web.api.asked import Asked

router = area("keys")


class KeyWanted(Schema):
    name: str
    scopes: list[str]
    partner: str = ""
    per_minute: int = 600
    expires_at: datetime | None = None


@reads(router, "/keys", Scope.KEYS_READ, shapes.Page[house_shapes.ApiKey])
def list_keys(asked: Asked) -> Any:
    """Every key, the newest first; never a secret."""
    return {"items": [stories_keys.said(k) for k in api_keys.every()], "next": None}


@writes(router, "/keys", Scope.KEYS_WRITE, {201: house_shapes.NewApiKey}, has_secret=True)
def create_key(asked: Asked, wanted: KeyWanted) -> Any:
    """Make a key. Its secret is told this once; no key can give scopes that it lacks itself."""
    stories_keys.within(asked.key, wanted.scopes)
    key, secret = stories_keys.create(Wanted(**wanted.dict()), asked.now)
    return Status(201, stories_keys.said(key) | {"secret": secret})


@writes(router, "/seal-key/rotation", Scope.KEYS_WRITE, {202: shapes.Job})
def rotate_seal_key(asked: Asked) -> Any:
    """Seal every original with a new key and forget the old one, in the background."""
    return accepted(stories_jobs.rotate_seal())


@writes(router, "/keys/{key_id}", Scope.KEYS_WRITE, house_shapes.ApiKey, method="DELETE")
def revoke_key(asked: Asked, key_id: paging.Id) -> Any:
    """End a key at once and for good."""
    return stories_keys.said(api_keys.revoke(key_id, asked.now))
