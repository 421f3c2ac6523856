"""Where is something to redact, and of which kind is it?"""

from dataclasses import dataclass

PERSONAL = frozenset({"email", "phone", "credit_card", "iban", "us_ssn"})

# The more telling kind first: it names a span that several rules found.
KINDS = (
    "private_key",
    "wordpress_salt",
    "cookie",
    "connection_string",
    "jwt",
    "vendor_token",
    "purchase_code",
    "authorization",
    "password",
    "generic_secret",
    "credit_card",
    "iban",
    "us_ssn",
    "email",
    "phone",
)
RANK = {kind: rank for rank, kind in enumerate(KINDS)}

# What a detector yields: start, end and kind, in bytes of the UTF-8 text.
type Hit = tuple[int, int, str]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Start and end count code points; a span is never empty."""

    start: int
    end: int
    kind: str
