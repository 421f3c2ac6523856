"""Where is the private key that the vendor signs with, and what is its public half?"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from levee.model.problem import Problem, Rejected

VARIABLE = "LEVEE_VENDOR_KEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """A key that can sign: its id (securesystemslib's), and its public half as PEM."""

    signer: CryptoSigner
    keyid: str
    public: str


def signing(data: Path) -> Signing:
    """The key that the environment names, or the data folder's own, made on demand."""
    file = _named() or _made(data / "keys" / "vendor.key")
    return _read(file)


def is_named() -> bool:
    """Is the key somebody else's to look after?"""
    return _named() is not None


def retire(data: Path, keyid: str) -> None:
    """Put the data folder's key aside; the next one is made on demand."""
    file = data / "keys" / "vendor.key"
    if file.exists() and _read(file).keyid == keyid:
        file.replace(file.with_name(f"vendor-{keyid[:16]}.retired"))


def _named() -> Path | None:
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else None


def _made(file: Path) -> Path:
    """Only its owner can read it; whoever makes one at the same time takes the first."""
    if file.exists():
        return file
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(CryptoSigner.generate_ed25519().private_bytes)
    try:
        os.link(beside, file)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return file


def _read(file: Path) -> Signing:
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except OSError as error:
        raise Rejected((Problem(str(file), f"cannot be read: {error.strerror}"),)) from None
    except (ValueError, TypeError):
        raise Rejected(
            (Problem(str(file), "is no private key in PEM, without a password"),)
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Rejected((Problem(str(file), "is no ed25519 key"),))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signer = CryptoSigner(key)
    return Signing(signer=signer, keyid=signer.public_key.keyid, public=public.decode())
