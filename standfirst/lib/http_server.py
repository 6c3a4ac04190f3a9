"""HTTP/1.1 by uvicorn, with what a server needs that strangers speak to, and a way past it for answers that are ready.

uvicorn bounds neither the head of a request nor how long it takes, nor how long a reader takes nothing of an answer; that is
here. An application may have answers as bytes (`at_once`): these are sent as soon as the head of a request was
read, for a quarter of what an ASGI application costs.

Source: docs/decisions/0036-uvicorn.md
"""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

Headers = list[tuple[bytes, bytes]]
"""Names in small letters, as ASGI has them."""

LONGEST_TARGET, LONGEST_HEAD, MOST_HEADERS = 65_000, 100_000, 100
"""Bytes of an address and of a whole head, and lines of it."""
MOST_WAITING = 20
"""Requests that one connection sends before the first of them is answered."""
HEAD_WITHIN, TAKEN_WITHIN = 10, 30
"""Seconds in which a head must have come whole, and in which a reader must take something of what is sent."""
CROWDED_WITHIN = 2
"""Seconds for a head, and for a connection over which nothing is asked, where more than half of all that may be are open."""
RESTS_BEHIND_PROXY = 960
"""Seconds for which a connection of a proxy may rest between two requests: longer than any is known to keep one. Who closes
first while the other asks has the request answered by nobody, and a reader who posts sees "502 Bad Gateway"."""
# Seconds in which browsers that keep their connection are told to take another, before it is closed.
_FAREWELL = 1.5
_TICKS = 10  # of uvicorn's, in a second


class _State(ServerState):
    is_leaving = False


class Connection(HttpToolsProtocol):
    """What one browser or proxy asks over one connection."""

    server_state: _State

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - uvicorn's
        super().__init__(*arguments, **named)
        self._at_once: Callable[[bytes, Mapping[bytes, bytes], Headers], bytes | None] | None
        self._at_once = getattr(self.app, "at_once", None)
        # Of the request that is read: was it answered as soon as its head was there, and is that so far?
        self._is_answered = self._has_head = False
        # Is its head read once more, without the offer of another protocol that it made?
        self._is_read_again = False
        self._answering: RequestResponseCycle | None = None
        # What is said where the parser can make nothing of what came.
        self._refusal = HTTPStatus.BAD_REQUEST
        # One for each time that something comes: else who asks much at once, and takes nothing, would fill memory.
        self._may_answer_at_once = True
        # Bytes that came since the last head that was whole, or part of a body.
        self._unread = 0
        # What the reader has not taken yet, and for how many seconds nothing has moved.
        self._untaken = self._still = 0

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        self._unread += len(data)
        self._may_answer_at_once = True
        if self.timeout_keep_alive_task is not None:
            self._unset_keepalive_if_required()
        try:
            self._read(data)
        except httptools.HttpParserError:
            self.send_400_response("")
            return
        if self._unread > LONGEST_HEAD and not self.transport.is_closing():
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            self.send_400_response("")

    def _read(self, data: bytes) -> None:
        """Have the parser read; who offers another protocol, as Java's clients do, goes on with this one.

        To the parser such an offer ends its request: what follows would be no body, but the next request, and a proxy that
        hands offers on would hand a reader's answer to somebody else.
        """
        rest = data
        while rest:
            try:
                self.parser.feed_data(rest)
            except httptools.HttpParserUpgrade as offer:
                rest = rest[offer.args[0] :]
                self.parser = httptools.HttpRequestParser(self)
                self.parser.set_dangerous_leniencies(
                    lenient_data_after_close=True
                )  # as uvicorn does
                self._is_read_again = True
                self.parser.feed_data(_head_without_offer(self.headers))
                self._is_read_again = False
            else:
                return

    def on_message_begin(self) -> None:
        """Begin with the next request."""
        if self._is_read_again:
            return
        self._is_answered = self._has_head = self.expect_100_continue = False
        self.url, self.headers = b"", []

    def on_url(self, url: bytes) -> None:
        """Take a part of the address.

        Raises:
            ValueError: it is too long; the parser makes a refusal of it.
        """
        if self._is_read_again:
            return
        self.url += url
        if len(self.url) > LONGEST_TARGET:
            self._refusal = HTTPStatus.REQUEST_URI_TOO_LONG
            raise ValueError(self._refusal)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a line of the head; after the body more may come, which nobody reads.

        Raises:
            ValueError: it is one too many; the parser makes a refusal of it.
        """
        if self._has_head:  # so it is while a head is read again
            return
        if len(self.headers) >= MOST_HEADERS:
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise ValueError(self._refusal)
        name = name.lower()
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Answer at once, or have the application asked.

        Raises:
            ValueError: too many wait already; the parser makes a refusal of it.
        """
        if self._is_read_again:
            return
        self._unread = self._still = 0
        self._has_head = True
        if (answer := self._ready_answer()) is not None:
            self._is_answered, self._may_answer_at_once = True, False
            self.transport.write(answer)
            return
        if len(self.pipeline) >= MOST_WAITING:
            self._refusal = HTTPStatus.TOO_MANY_REQUESTS
            raise ValueError(self._refusal)
        if self.parser.get_http_version() == "1.0":
            self.expect_100_continue = False  # which that version does not know
        self._begin_scope()
        super().on_headers_complete()
        # Nobody can tell whether a body that was not asked for comes all the same.
        if self.server_state.is_leaving or self.expect_100_continue:
            self.cycle.keep_alive = False

    def _begin_scope(self) -> None:
        """Have uvicorn say what it does of any request; of what is ready nobody asks it."""
        kept = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.headers, self.expect_100_continue = kept
        self.scope["headers"] = self.headers

    def _ready_answer(self) -> bytes | None:
        """Return the answer if it is ready, to a plain GET: all before it are answered, and the reader has taken these."""
        if (
            self._at_once is None
            or not self._may_answer_at_once
            or self.parser.get_method() != b"GET"
            or not self.parser.should_keep_alive()
            or self.expect_100_continue
            or self._is_busy
            or self.flow.write_paused
            or self.server_state.is_leaving
        ):
            return None
        asked = dict(self.headers)
        connection = asked.get(b"connection")
        if len(asked) != len(self.headers) or (
            connection is not None
            and (connection.lower() != b"keep-alive" or self.parser.get_http_version() != "1.1")
        ):
            return None
        return self._at_once(self.url, asked, self.server_state.default_headers)

    @property
    def _is_busy(self) -> bool:
        return self._answering is not None and not self._answering.response_complete

    def on_body(self, body: bytes) -> None:
        """Take a part of the body, unless nobody waits for it any more."""
        self._unread = 0
        if not self._is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request, unless that is only where the parser leaves its head."""
        self._unread = 0
        if not self._is_answered and not self.parser.should_upgrade():
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request; an answer that is being made has nobody to go to any more."""
        self._give_up()
        words = self._refusal.phrase.encode()
        head = b"HTTP/1.1 %d %s\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
        self.transport.write(head % (self._refusal, words, len(words)) + words)
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """End whatever goes on for a reader who is gone."""
        self._give_up()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401
        # uvicorn itself knows the last request alone, which may wait for others.
        self._answering = cycle
        knows_parts = cycle.scope["http_version"] != "1.0"
        super()._start_asgi_task(cycle, app if knows_parts else _OlderAnswer(app, cycle))

    def _give_up(self) -> None:
        """Have the answer that is being made go nowhere."""
        if self._answering is not None:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def look_after(self, *, is_crowded: bool) -> None:
        """End it, once a second, where nothing has moved for too long: no head came, or no answer was taken."""
        is_resting = self._has_head and not self._unread
        may_be_still = self.timeout_keep_alive if is_resting else HEAD_WITHIN
        untaken = self.transport.get_write_buffer_size()
        has_moved = untaken != self._untaken or (self._is_busy and not untaken)
        self._untaken = untaken
        self._still = 0 if has_moved else self._still + 1
        if untaken and self._still >= TAKEN_WITHIN:
            self._give_up()
            self.transport.abort()
        elif not untaken and self._still >= (CROWDED_WITHIN if is_crowded else may_be_still):
            self.transport.close()


class _OlderAnswer:
    """An application whose answer, if it does not say how long it is, ends with its connection: HTTP/1.0 has no chunks."""

    def __init__(self, app: Any, cycle: RequestResponseCycle) -> None:  # noqa: ANN401 - uvicorn's
        self._app, self._cycle = app, cycle

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        cycle, ends_with_connection = self._cycle, False

        async def send_without_chunks(message: Any) -> None:  # noqa: ANN401
            nonlocal ends_with_connection
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _value in message["headers"]}
                ends_with_connection = b"content-length" not in names
                if ends_with_connection:
                    cycle.chunked_encoding, cycle.expected_content_length = False, sys.maxsize
            elif ends_with_connection and not message.get("more_body"):
                cycle.expected_content_length = len(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, send_without_chunks)


def _head_without_offer(headers: Headers) -> bytes:
    """Return what tells the parser how long the body of such a request is, and nothing else."""
    told = [
        b"%s: %s" % header
        for header in headers
        if header[0] in {b"content-length", b"transfer-encoding"}
    ]
    return b"\r\n".join([b"POST / HTTP/1.1", *told, b"", b""])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, when_stopped: Callable[[], object]) -> None:
        super().__init__(config)
        self.server_state = self._state = _State()
        self._when_stopped = when_stopped

    async def on_tick(self, counter: int) -> bool:
        if counter % _TICKS == 0:
            connections = [*self._state.connections]
            is_crowded = 2 * len(connections) > (self.config.limit_concurrency or 0)
            for connection in connections:
                connection.look_after(is_crowded=is_crowded)  # type: ignore[union-attr]
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear of them in the loop."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._stop)
        loop.add_signal_handler(signal.SIGUSR1, self._leave, loop)
        yield

    def _stop(self) -> None:
        self._when_stopped()
        self.should_exit = True

    def _leave(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take no connection any more, and have those that are there end with their next answer.

        A server that ends closes the connections over which nothing is asked just then; a browser that asks at the
        same moment is answered by nobody.
        """
        for server in self.servers:
            server.close()
        self._state.is_leaving = True
        for connection in self._state.connections:
            if connection.cycle is not None:  # type: ignore[union-attr]
                connection.cycle.keep_alive = False  # type: ignore[union-attr]
        loop.call_later(_FAREWELL, self._stop)


def serve(
    application: Any,  # noqa: ANN401 - an ASGI application
    listener: socket.socket,
    *,
    most_at_once: int,
    rests_for: int,
    when_stopped: Callable[[], object],
) -> None:
    """Answer requests until SIGTERM, or until a moment after SIGUSR1, when another process has the same socket.

    Args:
        application: of ASGI; `at_once(target, asked, more)`, where it has that, returns a whole answer as it is
            sent, with `more` among its headers, or None. `asked` are the headers by their names, each there once.
        most_at_once: connections; a further one is answered by 503.
        rests_for: seconds after which a connection is closed over which nothing more is asked.
        when_stopped: called when it is told to stop; what was asked is still answered.
    """
    config = uvicorn.Config(
        application,
        loop="uvloop",
        http=Connection,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=most_at_once,
        timeout_keep_alive=rests_for,
    )
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    _Server(config, when_stopped).run([listener])
