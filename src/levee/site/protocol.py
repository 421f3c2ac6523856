"""How much of a request's head is read before it is refused?

The quick parser keeps whatever comes until the head ends; nothing else stands between a client
that never ends one and this process's memory.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST = 65_536  #: bytes of one request's line and headers, as uvicorn's other parser has it


class Bounded(HttpToolsProtocol):
    _left = MOST
    _is_open = True  #: the head of the request that comes now did not end yet

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_open:
            self._left -= len(data)
        if self._left < 0 and not self.transport.is_closing():
            self.send_400_response(f"The head of a request has at most {MOST} bytes.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._left, self._is_open = MOST, True

    def on_headers_complete(self) -> None:
        self._is_open = False
        super().on_headers_complete()
