"""Keeps server and worker running, each for itself; one that ends is begun anew, and the paper stays."""

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

log = logging.getLogger("standfirst.run")

_GLANCE = 0.1
# Seconds before what ended is begun anew: doubled each time, so that a crash loop costs next to nothing.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
# What has run for so long is well again.
WELL_AFTER = 60.0
# How often it may end before it is a crash loop, which is told once.
_OFTEN = 3
# Longer than the server gives its own processes.
LAST_MOMENTS = 10.0


@dataclass
class Child:
    """A process that is kept running."""

    name: str
    command: Sequence[str]
    # In place of `command` from the second time on.
    command_again: Sequence[str] = ()
    process: "subprocess.Popen[bytes] | None" = None
    begun_at: float = 0.0
    # When it is begun anew; None while it runs.
    due_at: float | None = None
    ended: int = 0

    def look_after(self, now: float, begin: Callable[["Child"], None]) -> None:
        """Begin it where that is due."""
        code = self.process.poll() if self.process else None
        if self.due_at is None and code is not None:
            self._note_end(now, code)
        elif self.due_at is not None and now >= self.due_at:
            self.due_at = None
            begin(self)
        elif self.ended and self.due_at is None and now - self.begun_at > WELL_AFTER:
            if self.ended >= _OFTEN:
                log.warning("the %s runs again", self.name)
            self.ended = 0

    def _note_end(self, now: float, code: int) -> None:
        pause = min(FIRST_PAUSE * 2**self.ended, LONGEST_PAUSE)
        self.ended += 1
        self.due_at = now + pause
        if self.ended < _OFTEN:
            log.warning("the %s ended (%s) and is started again", self.name, in_words(code))
        elif self.ended == _OFTEN:
            log.error(
                "the %s ends again and again (last: %s); it is tried again, less and less often "
                "and at least every %d seconds, until it stays. The rest of the paper goes on.",
                self.name, in_words(code), LONGEST_PAUSE,
            )  # fmt: skip


def in_words(code: int) -> str:
    """Return how a process ended."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


@dataclass
class Supervisor:
    """Runs its children until it is told to stop.

    Args:
        server: what must come up once; where it ends by itself before that, all ends.
        others: what runs beside it.
        is_up: whether the server answers.
        when_up: called once, when it does.
        inherited: descriptors that the children hold, too.
    """

    server: Child
    others: Sequence[Child]
    is_up: Callable[[], bool]
    when_up: Callable[[], None]
    inherited: Sequence[int] = ()
    was_up: bool = False
    # SIGUSR1 asks for all to be started anew, by whoever called `run`.
    is_restarting: bool = False
    _stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Return the exit code once all has ended."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1):
            signal.signal(number, self._hear)
        for child in self._children:
            self._begin(child)
        while not self._stopping.wait(_GLANCE):
            if not self.was_up:
                self._greet_if_up()
                code = self.server.process.poll() if self.server.process else None
                if not self.was_up and code is not None and code > 0:
                    self._end()
                    return code
            for child in self._children:
                child.look_after(time.monotonic(), self._begin)
        self._end()
        return 0

    @property
    def _children(self) -> list[Child]:
        return [self.server, *self.others]

    def _hear(self, signum: int, frame: FrameType | None) -> None:
        self.is_restarting = signum == signal.SIGUSR1
        self._stopping.set()

    def _begin(self, child: Child) -> None:
        child.begun_at = time.monotonic()
        is_first = child.process is None
        command = child.command if is_first else child.command_again or child.command
        child.process = subprocess.Popen(command, pass_fds=self.inherited)

    def _greet_if_up(self) -> None:
        if self.is_up():
            self.was_up = True
            self.when_up()

    def _end(self) -> None:
        """Ask all to end; kill what has not in time."""
        running = [child.process for child in self._children if child.process]
        for process in running:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + LAST_MOMENTS
        for process in running:
            try:
                process.wait(timeout=max(until - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
