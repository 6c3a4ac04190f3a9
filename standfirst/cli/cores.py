"""Each process that answers requests keeps to a core of its own.

Of a process in Python one thread runs at a time. Where its threads move between cores, what one of them
works on goes from one core's memory to another's at every change of thread: eight clients posting got
about a quarter less done, and each post took more of the machine.
"""

import fcntl
import os
import tempfile
from contextlib import suppress
from typing import IO


class Cores:
    """The cores of processes that are forked off this one; whoever dies leaves theirs to the next.

    Nothing is done where there are more cores than processes, for others may use the rest and would
    crowd on the first ones as we do; nor with a single core or process, or where the system knows no such thing.

    Args:
        processes: how many there will be at once.
    """

    def __init__(self, processes: int) -> None:
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        self._cores = cores if len(cores) == processes > 1 else []
        # A byte for each core; who holds its lock has the core. A fork does not inherit locks.
        self._places: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process is

    def take_one(self) -> None:
        """Keep this process, and the threads that it will begin, to a core that none of the others has."""
        for place, core in enumerate(self._cores):
            with suppress(OSError):  # it is another's, or a container does not let us
                fcntl.lockf(self._places, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
                os.sched_setaffinity(0, {core})
                return
