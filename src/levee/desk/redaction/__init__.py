"""What in a text must not travel, and what stands in its place?"""

from levee.desk.redaction.redact import find, redact
from levee.desk.redaction.span import PERSONAL, Span
from levee.desk.redaction.tree import redact_value

__all__ = ["PERSONAL", "Span", "find", "redact", "redact_value"]
