"""What may stand in a log? What a fault says of the data that it met holds no secret either."""

import logging

from levee.desk.redaction import redact


class Redacting(logging.Formatter):
    """The line and its traceback, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
