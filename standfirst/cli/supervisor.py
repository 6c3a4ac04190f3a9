"""Keeps the processes of the paper running, each for itself; one that ends is begun anew, and the paper stays."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

from .handover import Handover

log = logging.getLogger("standfirst.run")

# Elsewhere a fork of what the system's libraries hold is not safe: there each process loads for itself.
CAN_FORK = sys.platform == "linux"
_GLANCE = 0.1
# Seconds before what ended again is begun anew: doubled each time, so that a crash loop costs next to nothing.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
# What has run for so long is well again.
WELL_AFTER = 60.0
# How often it may end before it is a crash loop, which is told once.
_OFTEN = 3
# What is asked for is answered, and a task is done, within that; whatever else does not end is ended.
LAST_MOMENTS = 10.0
_HEARD = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD}
# "Open your logs anew" to other servers, and said to them every night. It would end us and the whole paper.
_NOT_FOR_US = {signal.SIGUSR1, signal.SIGUSR2}


@dataclass
class Child:
    """A process that is kept running.

    Args:
        work: what it does, until it ends.
    """

    name: str
    work: Callable[[], object]
    process: BaseProcess | None = None
    begun_at: float = 0.0
    # When it is begun anew; None while it runs.
    due_at: float | None = None
    ended: int = 0

    @property
    def pid(self) -> int:
        """Return the number of its process, 0 before there is one."""
        return (self.process and self.process.pid) or 0

    def begin(self) -> None:
        """Make the process, in which no signal is heard as we hear it."""
        self.begun_at, self.due_at = time.monotonic(), None
        context: Any = multiprocessing.get_context("fork" if CAN_FORK else "spawn")
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
        try:
            self.process = context.Process(target=_work, args=(self.work, before), name=self.name)
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def look_after(self, now: float) -> None:
        """Begin it where that is due."""
        code = self.process.exitcode if self.process else None
        if self.due_at is None and code is not None:
            self._note_end(now, code)
        if self.due_at is not None and now >= self.due_at:
            self.begin()
        elif self.ended and self.due_at is None and now - self.begun_at > WELL_AFTER:
            if self.ended >= _OFTEN:
                log.warning("the %s runs again", self.name)
            self.ended = 0

    def _note_end(self, now: float, code: int) -> None:
        # The first time at once: that is somebody's kill, or the system's for want of memory.
        pause = min(FIRST_PAUSE * 2 ** (self.ended - 1), LONGEST_PAUSE) if self.ended else 0
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


def _work(work: Callable[[], object], signals: Iterable[int]) -> None:
    for number in _HEARD | _NOT_FOR_US:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, signals)
    work()


def in_words(code: int) -> str:
    """Return how a process ended."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


@dataclass
class Supervisor:
    """Runs its children until it is told to stop.

    Args:
        when_begun: called once, when all have been begun.
        handover: to another version, asked for by SIGHUP, and from the one before.
    """

    children: Sequence[Child]
    when_begun: Callable[[], object]
    handover: Handover
    _is_stopping: bool = False
    _had_terminal: bool = False
    _woken: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Return once all has ended."""
        self._had_terminal = _has_terminal()
        for number in _HEARD:
            signal.signal(number, self._hear)
        for number in _NOT_FOR_US:
            signal.signal(number, signal.SIG_IGN)
        # Blocked while this process became another version.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)
        for child in self.children:
            child.begin()
        self.when_begun()
        while not self._is_stopping:
            self._woken.wait(_GLANCE)
            self._woken.clear()
            for child in self.children:
                child.look_after(time.monotonic())
            self.handover.look_after(time.monotonic(), self.children)
        self.handover.give_up()
        self._end()

    def _hear(self, signum: int, frame: FrameType | None) -> None:
        if signum == signal.SIGHUP and not (self._had_terminal and not _has_terminal()):
            self.handover.is_wanted = True
        elif signum != signal.SIGCHLD:
            self._is_stopping = True
        self._woken.set()

    def _end(self) -> None:
        """Ask all to end; kill what has not in time."""
        running = [child.process for child in self.children if child.process]
        for process in running:
            process.terminate()
        until = time.monotonic() + LAST_MOMENTS
        for process in running:
            process.join(max(until - time.monotonic(), 0))
            if process.exitcode is None:
                process.kill()
                process.join()


def _has_terminal() -> bool:
    """Tell whether there is a terminal to be closed: that, too, is told by SIGHUP, and ends what runs in it."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
