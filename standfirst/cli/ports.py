"""The port that the server listens on: whether it is free, who has it, and the sockets at it."""

import errno
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

from standfirst.lib.errors import Refused

BACKLOG = 1024
"""Connections that may wait until a process takes them."""
_LISTENS = "0A"  # in /proc/net/tcp
_LAST_PORT = 65_535


class PortInUse(Refused):
    """Another program listens there."""

    code = "port_in_use"


def reserve(host: str, port: int, *, processes: int) -> list[socket.socket]:
    """Return sockets, one for each process, at which connections will wait; they do not listen yet.

    On Linux they share the port (SO_REUSEPORT), so that the system spreads connections evenly. It lets any
    other program of the same user join in, so the port is asked for without sharing first; and whoever
    asks so after us finds it in use.

    Raises:
        PortInUse: somebody has it. An address that this machine does not have is an `OSError`.
    """
    if not _is_free(host, port):
        raise PortInUse(
            f"port {port} is in use by {_user_of(port)}; try --port {_next_free(host, port)}"
        )
    return share(host, port, processes=processes)


def share(host: str, port: int, *, processes: int) -> list[socket.socket]:
    """Return sockets for so many processes at a port that is ours."""
    if sys.platform != "linux":  # elsewhere the system would not spread connections
        return [_bound(host, port)] * processes
    sockets = [_bound(host, port, is_shared=True) for _ in range(processes)]
    for made in sockets:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    return sockets


def listen(sockets: list[socket.socket]) -> None:
    """Let connections wait at the sockets from now on."""
    for made in sockets:
        made.listen(BACKLOG)
        # Others are kept away by that alone. What is left of connections after our end must not keep us away, too.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)


def _bound(host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    made = socket.socket(family, kind, protocol)
    try:
        # What a server that ended left in the system is no hindrance.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind(address)
        made.settimeout(0)
    except OSError:
        made.close()
        raise
    return made


def _is_free(host: str, port: int) -> bool:
    try:
        with _bound(host, port) as asked:
            asked.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise
    return True


def _next_free(host: str, port: int) -> int:
    for following in range(port + 1, min(port + 100, _LAST_PORT)):
        with suppress(OSError):
            if _is_free(host, following):
                return following
    return 0


def _user_of(port: int) -> str:
    """Return who listens, in words; Linux tells of processes of the same user."""
    wanted = {f"socket:[{inode}]" for inode in _listeners(port)}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            for file in (process / "fd").iterdir():
                if os.readlink(file) in wanted:
                    command = (process / "cmdline").read_bytes().replace(b"\0", b" ")
                    return (
                        f"process {process.name} ({command.decode(errors='replace').strip()[:120]})"
                    )
    return "another program"


def _listeners(port: int) -> set[str]:
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                _number, here, _there, state, *rest = line.split()
                if state == _LISTENS and int(here.rpartition(":")[2], 16) == port:
                    found.add(rest[5])
    return found
