"""Where is the original of what was sent, so that only a named role can read it?"""

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.db import connection

from levee.model.problem import NotHeld, Unknown
from levee.store import ledger
from levee.store.models import SealedRow
from levee.store.prepared import ANY, Prepared

BATCH = 100  #: rows that one transaction of a rotation seals anew


#: What is sealed already has a row; then there is nothing to return.
_KEEP = (
    "INSERT INTO levee_sealed (id, body, sha256, sealed_at) SELECT %s, %s, %s, %s"
    " WHERE NOT EXISTS (SELECT 1 FROM levee_sealed WHERE sha256 = %s) RETURNING id"
)
_of_content = Prepared(lambda: SealedRow.objects.filter(sha256=ANY).values_list("id")[:1])


_fernet = lru_cache(maxsize=16)(Fernet)


class Seal:
    """Authenticated encryption with the keys of the data folder (or of LEVEE_SEAL_KEY).

    The first key seals; all of them open. A key file holds one key a line, and is looked at each
    time, so that whoever seals after a rotation seals with the new key.
    """

    def __init__(self, key_file: Path) -> None:
        self._file = key_file

    @property
    def given(self) -> bool:
        """The keys come from the environment, so that only whoever set them can change them."""
        return bool(os.environ.get("LEVEE_SEAL_KEY"))

    def close(self, body: bytes, now: datetime) -> str:
        """Keep ``body`` encrypted; the same bytes twice are kept once. Returns its id."""
        digest = hashlib.sha256(body).hexdigest()
        # No rotation ends between reading the key and keeping the row.
        with ledger.writing(whole=True):
            sealed_id, sealed = f"S-{secrets.token_hex(8)}", self._keys[0].encrypt(body)
            when = connection.ops.adapt_datetimefield_value(now)
            with connection.cursor() as cursor:
                cursor.execute(_KEEP, [sealed_id, sealed, digest, when, digest])
                kept = cursor.fetchone() or _of_content.first(digest)
            assert kept is not None
            return str(kept[0])

    def open(self, sealed_id: str) -> bytes:
        """The original. Unknown where there is none, NotHeld where no key opens it."""
        row = SealedRow.objects.filter(id=sealed_id).first()
        if row is None:
            raise Unknown(f"there is no sealed original {sealed_id}")
        try:
            return MultiFernet(self._keys).decrypt(bytes(row.body))
        except InvalidToken:
            raise NotHeld(f"no key of this data folder opens {sealed_id}") from None

    def rotate(self) -> int:
        """Seal everything with a new key and forget the old ones; returns how many originals.

        Cut off at any moment, nothing is lost: the old keys go last, and rotating again goes on.
        """
        with ledger.writing():
            if not self.given:
                _write(self._file, [Fernet.generate_key(), *self._texts])
        count, last = 0, ""
        while batch := self._anew(last):
            count, last = count + len(batch), batch[-1]
        with ledger.writing():  # whoever sealed with an old key meanwhile has ended by now
            self._reseal(SealedRow.objects.order_by("id").iterator(BATCH))
            if not self.given:
                _write(self._file, self._texts[:1])
        return count

    def _anew(self, after: str) -> list[str]:
        """Seal the next rows with the first key; returns their ids."""
        with ledger.writing():
            rows = list(SealedRow.objects.filter(id__gt=after).order_by("id")[:BATCH])
            self._reseal(rows)
        return [row.id for row in rows]

    def _reseal(self, rows: Iterable[SealedRow]) -> None:
        newest, every = self._keys[0], MultiFernet(self._keys)
        for row in rows:
            body = bytes(row.body)
            try:
                newest.decrypt(body)
            except InvalidToken:
                row.body = every.rotate(body)
                row.save(update_fields=["body"])

    @property
    def _keys(self) -> list[Fernet]:
        return [_fernet(text) for text in self._texts]

    @property
    def _texts(self) -> list[bytes]:
        given = os.environ.get("LEVEE_SEAL_KEY", "")
        if given:
            return given.encode().replace(b",", b" ").split()
        now = self._file.stat()
        return _lines(str(self._file), (now.st_ino, now.st_mtime_ns, now.st_size))


@lru_cache(maxsize=16)
def _lines(file: str, stamp: tuple[int, int, int]) -> list[bytes]:
    """Of a key file as it was written last: a rotation puts another file in its place."""
    return Path(file).read_bytes().split()


def _write(path: Path, keys: list[bytes]) -> None:
    """All of it or nothing; only its owner can read it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b"\n".join(keys) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
