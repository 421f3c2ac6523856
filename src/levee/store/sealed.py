"""Where is the original of what was sent, so that only a named role can read it?"""

import hashlib
import os
import secrets
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet

from levee.store.models import SealedRow


class Seal:
    """Authenticated encryption with the key of the data folder (or LEVEE_SEAL_KEY)."""

    def __init__(self, key_file: Path) -> None:
        given = os.environ.get("LEVEE_SEAL_KEY", "")
        self._fernet = Fernet(given.encode() if given else key_file.read_bytes())

    def close(self, body: bytes, now: datetime) -> str:
        """Keep ``body`` encrypted; the same bytes twice are kept once. Returns its id."""
        digest = hashlib.sha256(body).hexdigest()
        known = SealedRow.objects.filter(sha256=digest).first()
        if known:
            return known.id
        row = SealedRow.objects.create(
            id=f"S-{secrets.token_hex(8)}",
            body=self._fernet.encrypt(body),
            sha256=digest,
            sealed_at=now,
        )
        return row.id

    def open(self, sealed_id: str) -> bytes:
        row = SealedRow.objects.get(id=sealed_id)
        return self._fernet.decrypt(bytes(row.body))
