"""ASGI applications behind RSGI, the server's own interface, which answers what is ready for far less."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Scope = dict[str, Any]
Message = Mapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

_VERSIONS = {"version": "3.0", "spec_version": "2.3"}


def asgi_scope(scope: Any) -> Scope:  # noqa: ANN401 - the server's own
    """Return what ASGI says of a request."""
    return {
        "type": "http",
        "asgi": _VERSIONS,
        "http_version": scope.http_version,
        "method": scope.method,
        "scheme": scope.scheme,
        "path": scope.path,
        "query_string": scope.query_string.encode("latin-1", "replace"),
        "root_path": "",
        "headers": [
            (name.encode("latin-1"), value.encode("utf-8", "surrogateescape"))
            for name, value in scope.headers.items()
        ],
        "client": _address(scope.client),
        "server": _address(scope.server),
    }


class Bridge:
    """One request, received and answered as ASGI does."""

    def __init__(self, scope: Scope, proto: Any) -> None:  # noqa: ANN401 - the server's own
        names = {name for name, _value in scope["headers"]}
        self._parts = aiter(proto) if names & {b"content-length", b"transfer-encoding"} else None
        self._is_read, self._proto = False, proto
        self._start: Message = {}
        self._stream: Any = None

    async def receive(self) -> MutableMapping[str, Any]:
        """Return the next part of the body; after the last, wait until the reader goes away."""
        if self._is_read:
            await self._proto.client_disconnect()
            return {"type": "http.disconnect"}
        if self._parts is not None:
            try:
                part = await anext(self._parts)
                return {"type": "http.request", "body": bytes(part), "more_body": True}
            except StopAsyncIteration:
                pass
        self._is_read = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Message) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        body, is_last = message.get("body", b""), not message.get("more_body", False)
        if self._stream is None:
            status, headers = self._start["status"], _texts(self._start["headers"])
            if is_last:
                self._proto.response_bytes(status, headers, body)
                return
            self._stream = self._proto.response_stream(status, headers)
        if body:
            await self._stream.send_bytes(body)
        if is_last:
            self._stream = None


def _texts(headers: list[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers]


def _address(text: str) -> tuple[str, int] | None:
    host, _colon, port = text.rpartition(":")
    return (host.strip("[]"), int(port)) if port.isdigit() else None
