"""How is the seed of an authenticator app kept from whoever reads a backup?"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _fernets() -> MultiFernet:
    """A key of their own, derived from the secret of the data folder and from those before it."""
    given = [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    made = [hmac.digest(s.encode(), b"levee.two-factor", hashlib.sha256) for s in given]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


def closed(text: str) -> str:
    return _fernets().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    return _fernets().decrypt(text.encode()).decode()
