"""One server per data folder: a lock that says who holds it.

`server.lock` in the data folder is locked (flock) by `standfirst run` and by every process that it
starts, for as long as any of them lives: whoever is killed lets go. In it stands who took it, as
JSON. What must not happen beside a server (a restore, a second server) takes the same lock:

    with server_lock.hold(folder, command="standfirst restore"):
        …

`server_lock.holder(folder)` only asks. Knows no Django, so that it can be asked before anything is
loaded or installed: `python -m standfirst.lib.server_lock` says in one line who serves, exit code 2;
with `--programs`, whether any server runs with the programs in this `.venv`, whatever its data folder.
"""

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .data_folder import data_folder
from .errors import Refused
from .moments import utc_in_words

NAME = "server.lock"
# In `.venv`: shared by all servers that run with what is installed there.
_PROGRAMS = ".server.lock"
# Seconds in which processes of a server that has ended follow it.
_LAST_MOMENTS = 15.0
_GLANCE = 0.1
# The moment in which somebody who only asks has the lock.
_OTHERS_GLANCE = 1.0


@dataclass(frozen=True)
class Holder:
    """Who has the lock; `address` is empty where nothing is served."""

    pid: int
    command: str
    address: str = ""
    # When it was taken, ISO 8601 in UTC; another moment is another start.
    since: str = ""
    is_listening: bool = False
    # The address of the paper, as the server knows it.
    site: str = ""
    # When and why another version could not take over, the last time that it was asked for.
    refused_at: str = ""
    refused_because: str = ""

    def __str__(self) -> str:
        where = f" on {self.address}" if self.address else ""
        since = f", since {utc_in_words(self.since)}" if self.since else ""
        return f"process {self.pid} ({self.command}{where}{since})"


class DataFolderInUse(Refused):
    """Somebody else serves this data folder, or works on it."""

    code = "data_folder_in_use"

    def __init__(self, folder: Path, holder: Holder) -> None:
        super().__init__(
            f"{folder} is in use by {holder}. "
            f"Stop that one first (kill {holder.pid}, or with systemd: systemctl stop standfirst), "
            "or name another folder in STANDFIRST_DATA."
        )
        self.holder = holder


class ServerLock:
    """The lock, held until `release` or the end of the process and of all that inherited `fileno`."""

    def __init__(self, file: int, holder: Holder) -> None:
        self._file = file
        self.holder = holder
        self._write()

    def fileno(self) -> int:
        """Return the descriptor; who inherits it holds the lock, too."""
        return self._file

    def note_listening(self) -> None:
        """Tell whoever asks that the server answers by now."""
        self._note(is_listening=True)

    def note_refused(self, reason: str) -> None:
        """Tell whoever asks why another version could not take over."""
        self._note(refused_at=_now(), refused_because=reason)

    def release(self) -> None:
        """Let go, as far as this process is concerned."""
        os.close(self._file)

    def _note(self, **changes: Any) -> None:  # noqa: ANN401
        self.holder = replace(self.holder, **changes)
        self._write()

    def _write(self) -> None:
        told = json.dumps(asdict(self.holder)).encode()
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, told, 0)


def acquire(folder: Path, *, command: str, address: str = "", site: str = "") -> ServerLock:
    """Take the lock of a data folder, which is made if it is missing.

    Waits for the last processes of a server that was killed.

    Args:
        folder: the data folder.
        command: who takes it, in words that the operator knows, like `standfirst run`.
        address: where it serves.
        site: the address of the paper, which readers know.

    Raises:
        DataFolderInUse: somebody has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Nobody else may open it: to read is enough to lock.
    file = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    began = time.monotonic()
    while not _lock(file, fcntl.LOCK_EX):
        holder = _read(file)
        patience = _OTHERS_GLANCE if is_alive(holder.pid) else _LAST_MOMENTS
        if time.monotonic() - began > patience:
            os.close(file)
            raise DataFolderInUse(folder, holder)
        time.sleep(_GLANCE)
    return ServerLock(file, Holder(os.getpid(), command, address, _now(), site=site))


def inherit(file: int, *, command: str, address: str = "", site: str = "") -> ServerLock:
    """Go on with the lock of the version before; arguments as of `acquire`.

    Args:
        file: its descriptor.
    """
    return ServerLock(file, Holder(os.getpid(), command, address, _now(), site=site))


@contextmanager
def hold(folder: Path, *, command: str, address: str = "", site: str = "") -> Iterator[ServerLock]:
    """Hold the lock for the block; raises as `acquire` does."""
    lock = acquire(folder, command=command, address=address, site=site)
    try:
        yield lock
    finally:
        lock.release()


def holder(folder: Path) -> Holder | None:
    """Tell who serves the data folder; None where nobody does. Makes nothing."""
    try:
        file = os.open(folder / NAME, os.O_RDONLY)
    except OSError:
        return None
    try:
        return None if _lock(file, fcntl.LOCK_SH) else _read(file)
    finally:
        os.close(file)


def served_at(folder: Path) -> str:
    """Return where the data folder is served on this machine just now; empty where it is not."""
    serving = holder(folder)
    return serving.address if serving else ""


class SharedPrograms:
    """A note, until this process and those it forks end, that a server runs with what is installed in `venv`."""

    def __init__(self, venv: Path) -> None:
        self._file: int | None = None
        with suppress(OSError):  # another user's: then nobody else can install there either
            self._file = os.open(venv / _PROGRAMS, os.O_RDWR | os.O_CREAT, 0o600)
            self.take()

    def take(self) -> None:
        """Note it."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_SH)

    def let_go(self) -> None:
        """Note it no longer: the server itself has something installed."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)


def are_programs_in_use(venv: Path) -> bool:
    """Tell whether a server runs with what is installed in `venv`."""
    try:
        file = os.open(venv / _PROGRAMS, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _lock(file, fcntl.LOCK_EX)
    finally:
        os.close(file)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _lock(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(file: int) -> Holder:
    with suppress(ValueError, TypeError):  # it is being written in this moment
        return Holder(**json.loads(os.pread(file, 4096, 0)))
    return Holder(0, "another process")


def is_alive(pid: int) -> bool:
    """Tell whether there is such a process, one that does something."""
    with suppress(OSError, IndexError):  # it has ended, and whoever began it has not looked yet
        if Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] == "Z":
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


def main() -> int:
    """Say who serves the data folder that the environment names; 0 if nobody does."""
    if sys.argv[1:] == ["--programs"]:
        if not are_programs_in_use(Path(sys.prefix)):
            return 0
        sys.stderr.write(
            "standfirst: a paper runs with the programs that are to be replaced. "
            "Use bin/update, or stop the paper first.\n"
        )
        return 2
    folder = data_folder()
    serving = holder(folder)
    if serving is None:
        return 0
    sys.stderr.write(f"standfirst: {DataFolderInUse(folder, serving)}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
