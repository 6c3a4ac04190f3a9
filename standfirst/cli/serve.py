"""A process that answers requests."""

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces, Loops, RuntimeModes
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from standfirst.delivery.live.limits import BACKPRESSURE
from standfirst.lib import parents

from .cores import keep_to_core
from .ports import BACKLOG

# Milliseconds in which the head of a request must have come; an open connection may be silent as long.
_HEAD_WITHIN = 10_000
# Seconds in which browsers that keep their connection are told to take another, before it is closed.
_FAREWELL = 1.5


def serve(listener: socket.socket, place: int, *, processes: int, parent: int) -> None:
    """Answer requests in this process until it is told to end.

    SIGTERM ends it once it has answered what it was asked; SIGUSR1 does so when another process takes
    new connections from the same socket.

    Args:
        listener: what this process alone of its version takes connections from.
        place: its own among so many `processes`, from 0.
        parent: ends with it.
    """
    parents.leave_keyboard_to(parent)
    parents.set_process_name("standfirst-http")
    keep_to_core(place, processes=processes)
    from django.conf import settings

    from standfirst import asgi
    from standfirst.lib import changes, outage

    # One that was killed may have written what it could not tell of any more.
    changes.tell_everything()
    if settings.SEVERAL_NODES:
        from standfirst.lib import nodes

        nodes.listen()
    outage.tell_of_requests()
    _Process(
        "standfirst.asgi:application",
        interface=Interfaces.RSGI,
        loop=Loops.uvloop,
        runtime_mode=RuntimeModes.st,
        # Browsers and proxies speak nothing else to a server without TLS; to find out, it waits for ever.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEAD_WITHIN),
        websockets=False,
        log_level=LogLevels.error,
        # Each stream counts as a request that is being answered. Of each process.
        backpressure=BACKPRESSURE,
    ).serve_here(listener, _Leavable(asgi.application, listener))


class _Process(MPServer):
    """One of the server's own processes without its parent: ours looks after it, and keeps its socket open.

    The server would open a socket of its own in each process, and lose with it the connections that wait there.
    """

    def serve_here(self, listener: socket.socket, application: object) -> None:
        self._ssp = self._sso = None
        # Not of the file system; its own description knows of no arguments.
        self._shd = SocketHolder(listener.fileno(), False, BACKLOG)  # type: ignore[assignment,call-arg]  # noqa: FBT003
        process = self._spawn_worker(0, self._spawn_rsgi_worker, lambda: application)
        process.inner.run()


class _Leavable:
    """The application, and a way to leave its readers to another process without one of them noticing."""

    def __init__(self, application: Any, listener: socket.socket) -> None:  # noqa: ANN401
        self._answer: Callable[[Any, Any], Awaitable[None]] = application.__rsgi__
        self._listener = listener
        self._is_leaving = False

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.add_signal_handler(signal.SIGUSR1, self._leave, loop)

    def __rsgi__(self, scope: Any, proto: Any) -> Awaitable[None]:  # noqa: ANN401 - the server's own
        """Answer one request."""
        return self._answer(scope, _Last(proto) if self._is_leaving else proto)

    def _leave(self, loop: asyncio.AbstractEventLoop) -> None:
        self._is_leaving = True
        # From now on this process takes no connection: it finds none at its end of the socket, where another one is
        # now. Those who wait at the real one stay there. A connection that was taken and not read yet, as the server
        # closes them when it ends, is so none that somebody asks over. Only Linux makes such a socket.
        with suppress(OSError), socket.socket(socket.AF_UNIX) as nobody:
            nobody.settimeout(0)
            nobody.bind("")
            nobody.listen(1)
            os.dup2(nobody.fileno(), self._listener.fileno(), inheritable=False)
        loop.call_later(_FAREWELL, signal.raise_signal, signal.SIGTERM)


class _Last:
    """One request, whose answer says that the connection ends with it."""

    def __init__(self, proto: Any) -> None:  # noqa: ANN401 - the server's own
        self._proto = proto

    def __aiter__(self) -> Any:  # noqa: ANN401
        return aiter(self._proto)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        method = getattr(self._proto, name)
        if not name.startswith("response_"):
            return method
        return lambda status, headers, *rest: method(
            status, [*headers, ("connection", "close")], *rest
        )
