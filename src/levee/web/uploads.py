"""How much of a file that a form carries is read? A little more than may be taken, in memory."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from levee.site.evidence import LARGEST


class Bounded(FileUploadHandler):
    """Nothing is ever written to a disk in clear; what is cut is one byte too large, and is
    refused for that."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._parts: list[bytes] = []
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = LARGEST + 1 - self._size
        if room > 0:
            self._parts.append(raw_data[:room])
            self._size += len(self._parts[-1])

    def file_complete(self, file_size: int) -> SimpleUploadedFile:
        name = self.file_name or "file"
        return SimpleUploadedFile(name, b"".join(self._parts), self.content_type or "")
