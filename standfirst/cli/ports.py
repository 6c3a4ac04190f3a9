"""The port that the server listens on: whether it is free, who has it, and when it answers."""

import errno
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

from standfirst.lib.errors import Refused

_LISTENS = "0A"  # in /proc/net/tcp
_LAST_PORT = 65_535


class PortInUse(Refused):
    """Another program listens there."""

    code = "port_in_use"


def reserve(host: str, port: int) -> socket.socket:
    """Return what keeps the port for us until it is closed: others find it in use, our server does not.

    The server shares its port among its processes (SO_REUSEPORT), and the system lets any other
    program of the same user join in. So it is asked for without sharing, first.

    Raises:
        PortInUse: somebody has it. An address that this machine does not have is an `OSError`.
    """
    if not _is_free(host, port):
        raise PortInUse(
            f"port {port} is in use by {_user_of(port)}; try --port {_next_free(host, port)}"
        )
    keeper = _bound(host, port)
    if sys.platform == "linux":  # elsewhere the server's processes share one socket
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    else:
        keeper.close()
    return keeper


def is_listening(host: str, port: int) -> bool:
    """Tell whether something takes connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    made = socket.socket(family, kind, protocol)
    try:
        # What a server that ended left in the system is no hindrance.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
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
