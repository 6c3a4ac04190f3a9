"""Each process that answers requests keeps to a core of its own.

Of a process in Python one thread runs at a time. Where its threads move between cores, what one of them
works on goes from one core's memory to another's at every change of thread: eight clients posting got
about a tenth less done on a busy machine of two cores, a quarter on a quiet one, and each post took more of it.
"""

import os
from contextlib import suppress


def keep_to_core(place: int, *, processes: int) -> None:
    """Keep this process, and the threads that it will begin, to a core that none of the others has.

    Nothing is done where there are more cores than processes, for others may use the rest and would
    crowd on the first ones as we do; nor with a single core or process, or where the system knows no such thing.

    Args:
        place: its own among the processes, from 0; whoever replaces it has the same.
        processes: how many there are at once.
    """
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) == processes > 1:
        with suppress(OSError):  # a container does not let us
            os.sched_setaffinity(0, {cores[place]})
