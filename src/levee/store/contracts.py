"""Which contract is in force, and which versions were before it?"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from levee.contract.load import Contract, load
from levee.model.problem import Unknown
from levee.store.models import ContractRow
from levee.store.prepared import Prepared

#: digest -> contract, as this process read it last; a digest never means another text.
_known: dict[str, Contract] = {}
_MOST = 32
SHORTEST = 8  #: hexadecimal digits that name a version


def _keep(digest: str, text: str) -> Contract:
    if digest in _known:
        return _known[digest]
    if len(_known) >= _MOST:
        _known.pop(next(iter(list(_known))), None)
    return _known.setdefault(digest, load(text))


def adopt(text: str, now: datetime) -> Contract:
    """Put a contract in force; Rejected leaves the one before it in force.

    One that was in force before may come back: each adoption is a row of its own.
    """
    contract = _keep(hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest(), text)
    newest = ContractRow.objects.order_by("-id").first()
    if newest is None or newest.digest != contract.digest:
        ContractRow.objects.create(digest=contract.digest, text=text, adopted_at=now)
    return contract


_newest = Prepared(lambda: ContractRow.objects.order_by("-id").values_list("digest")[:1])


def in_force(digest: str = "") -> Contract:
    """The newest contract, or the version with this digest."""
    if not digest and (newest := _newest.first()):
        digest = newest[0]
    if digest in _known:
        return _known[digest]
    row = ContractRow.objects.filter(digest=digest).order_by("-id").first()
    if row is None:
        raise Unknown(digest or "no contract is loaded; `levee up` loads the default one")
    return _keep(digest, row.text)


def version(begins: str) -> Contract:
    """The version whose digest begins so; Unknown where none or several were in force."""
    rows = ContractRow.objects.filter(digest__startswith=begins).values_list("digest", flat=True)
    found = list(rows.distinct()[:2]) if len(begins) >= SHORTEST else []
    if len(found) != 1:
        raise Unknown(f"no contract with the version {begins} was in force")
    return in_force(found[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """One adoption: which version came into force, and when."""

    digest: str
    at: datetime


def adopted(most: int | None = None) -> tuple[Adopted, ...]:
    """The last adoptions, the newest first."""
    rows = ContractRow.objects.order_by("-id").values_list("digest", "adopted_at")[:most]
    return tuple(Adopted(digest=digest, at=at) for digest, at in rows)
