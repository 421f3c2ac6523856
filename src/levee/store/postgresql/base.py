"""Does the server still listen on a connection that was kept?"""

from select import POLLIN, poll

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Looked at before each request. Who hung up left an end on the line, so that silence is
        as good as an answer, and takes a hundredth of the time; what else is there is asked for."""
        if self.connection is None or self.connection.closed:
            return False
        line = poll()
        line.register(self.connection.fileno(), POLLIN)
        return not line.poll(0) or bool(super().is_usable())
