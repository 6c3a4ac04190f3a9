"""Everything ends with what began it: a process whose parent is gone, killed or not, ends, too."""

import ctypes
import os
import signal
import sys
import threading
import time
from contextlib import suppress

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_GLANCE = 0.5
# Seconds to end in, after being told to.
LAST_MOMENTS = 10.0


def end_with(parent: int) -> None:
    """Have this process end as if by SIGTERM when the process `parent`, which began it, is gone.

    Linux tells at once; a thread looks besides, for other systems and for a parent that was gone
    before we asked, and kills what does not end.

    Args:
        parent: as the parent itself knows its number: who asks for it here may be too late.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()


def leave_keyboard_to(parent: int) -> None:
    """End with `parent`, and leave it to the parent to hear of Ctrl+C and of a closed terminal.

    A terminal tells all processes at once; those that heard it twice gave up what they were doing.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    end_with(parent)


def set_process_name(name: str) -> None:
    """Have `top` and `ps -o comm` call this process `name`, of at most 15 letters: forks look all the same else."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_GLANCE)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_MOMENTS)
    os.kill(os.getpid(), signal.SIGKILL)
