"""From one version to the next while the paper is read: at SIGHUP, which `bin/update` sends.

The new version is tried out first, in a process of its own and beside the old one: what it needs is installed,
the database brought to it, the program loaded and pages made. Where that fails, nothing has happened to
whoever reads. Else this process becomes the new version (exec), under the same number, with the sockets
that connections wait at, the lock of the data folder and the processes of the old version as its children.
They go on answering until the new ones do.

Source: docs/decisions/0033-processes-that-share-what-is-loaded.md
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

log = logging.getLogger("standfirst.run")

# In the environment of the new version.
_HANDED_OVER = "HANDED_OVER"
_ROOT = Path(__file__).parents[2]
# Seconds that the new processes must have run for.
_SETTLED = 1.0
# Seconds in which the old ones finish what they are at.
_FINISHED = 30.0


@dataclass(frozen=True)
class Handed:
    """What one version leaves to the next: descriptors that stay open, and processes that go on.

    Args:
        lock: descriptor of the data folder's lock.
        sockets: descriptors at which connections wait.
        servers: numbers of the processes that answer requests.
        worker: number of the worker, 0 if there is none just now.
    """

    lock: int
    sockets: list[int]
    servers: list[int] = field(default_factory=list)
    worker: int = 0


def received() -> Handed | None:
    """Return what the version before has left to this one; None at an ordinary start."""
    told = os.environ.pop(_HANDED_OVER, "")
    return Handed(**json.loads(told)) if told else None


class Running(Protocol):
    """A process of this version, as the supervisor knows it."""

    name: str
    begun_at: float
    ended: int

    @property
    def pid(self) -> int:
        """Return its number."""


class Rehearsal:
    """Trying out the program that is on the disk now, beside what runs.

    Args:
        options: of `standfirst.cli.prepare`.
    """

    def __init__(self, options: Sequence[str], environment: dict[str, str]) -> None:
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - read when it has ended
        setup, prepare = _ROOT / "bin" / "setup", [sys.executable, "-m", "standfirst.cli.prepare"]
        command = [*prepare, "--rehearse", "--parent", str(os.getpid()), *options]
        if setup.exists() and Path(sys.prefix).resolve() == (_ROOT / ".venv").resolve():
            command = ["/bin/sh", "-c", '"$0" && exec "$@"', str(setup), *command]
        self.process = subprocess.Popen(command, env=environment, stderr=self._said)

    def reason(self) -> str:
        """Return why it failed, in the last line that it printed; all lines go where ours go."""
        self._said.seek(0)
        said = self._said.read().decode(errors="replace")
        sys.stderr.write(said)
        sys.stderr.flush()
        lines = [line for line in said.splitlines() if line.strip()]
        return lines[-1].removeprefix("standfirst: ") if lines else "it said nothing"


@dataclass
class Handover:
    """Both sides of it: from the version `before`, and to the next once that `is_wanted`.

    Args:
        rehearse: begins to try out what is on the disk.
        become: makes this process the new version, with the processes that it is given; never returns.
        note_failure: told why the new version cannot be.
    """

    before: Handed | None
    rehearse: Callable[[], Rehearsal]
    become: Callable[[list[int], int], object]
    note_failure: Callable[[str], object]
    is_wanted: bool = False
    _rehearsal: Rehearsal | None = None
    # Of the version before, while they are there; and since when they are to leave.
    _old: set[int] = field(default_factory=set)
    _leaving_since: float = 0.0

    def __post_init__(self) -> None:
        if self.before:
            self._old = {*self.before.servers, self.before.worker} - {0}
            self._tell([self.before.worker], signal.SIGTERM)

    def look_after(self, now: float, running: Sequence[Running]) -> None:
        """Go on with it."""
        if self._old:
            self._see_off(now, running)
        elif self._rehearsal:
            self._end_rehearsal(self._rehearsal, running)
        elif self.is_wanted:
            self.is_wanted = False
            log.warning("checking the version and settings on disk before taking over")
            self._rehearsal = self.rehearse()

    def give_up(self) -> None:
        """End what belongs to another version."""
        self._tell(self._old, signal.SIGTERM)
        if self._rehearsal:
            self._rehearsal.process.terminate()

    def _see_off(self, now: float, running: Sequence[Running]) -> None:
        """Have the old version's processes leave once the new ones answer."""
        for pid in [*self._old]:
            with suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG)[0] == 0:
                    continue
            self._old.discard(pid)
        if self._leaving_since:
            if now - self._leaving_since > _FINISHED:
                self._tell(self._old, signal.SIGKILL)
        elif all(child.ended == 0 and now - child.begun_at > _SETTLED for child in running):
            self._leaving_since = now
            log.warning("the new version has taken over")
            self._tell(self.before.servers if self.before else [], signal.SIGUSR1)

    def _end_rehearsal(self, rehearsal: Rehearsal, running: Sequence[Running]) -> None:
        code = rehearsal.process.poll()
        if code is None:
            return
        self._rehearsal = None
        if code:
            reason = rehearsal.reason()
            log.error("the new version cannot take over, and the one that runs goes on: %s", reason)
            self.note_failure(reason)
            return
        rehearsal.reason()
        servers = [child.pid for child in running if child.name == "server"]
        self.become(servers, sum(child.pid for child in running if child.name == "worker"))

    def _tell(self, processes: Any, number: signal.Signals) -> None:  # noqa: ANN401
        for pid in self._old & {*processes}:
            with suppress(ProcessLookupError):
                os.kill(pid, number)


def become(handed: Handed, environment: dict[str, str]) -> None:
    """Be the program that is on the disk now, called as this one was."""
    # Asked for once more meanwhile, it is heard when the new version listens.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    for file in (handed.lock, *handed.sockets):
        os.set_inheritable(file, True)  # noqa: FBT003
    told = {**environment, _HANDED_OVER: json.dumps(asdict(handed))}
    command = [sys.executable, "-m", "standfirst", *sys.argv[1:]]
    os.execve(command[0], command, told)  # noqa: S606 - our own program
