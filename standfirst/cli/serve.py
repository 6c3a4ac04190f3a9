"""What answers requests: one process that has loaded everything, and the processes that it makes of itself.

They share the memory of what was loaded, which is more than half of what each needs. One that dies is
replaced; one whose parent is gone ends, so that nobody goes on serving beside what was started anew.
"""

import argparse
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from standfirst.delivery.live.limits import BACKPRESSURE

from .cores import Cores
from .errands import end_with

# Elsewhere a fork of what the system's libraries hold is not safe: there each process loads for itself.
_CAN_FORK = sys.platform == "linux"


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop; exit code 1 if the processes die faster than they can be replaced."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--processes", type=int, required=True)
    asked = parser.parse_args(arguments)
    if _CAN_FORK:
        multiprocessing.set_start_method("fork")
    if _CAN_FORK and asked.processes > 1:  # a single one has nobody to share with
        _load()
    Granian(
        "standfirst.asgi:application",
        address=asked.host,
        port=asked.port,
        interface=Interfaces.ASGINL,
        workers=asked.processes,
        websockets=False,
        log_level=LogLevels.warning,
        # Each stream counts as a request that is being answered. Of each process.
        backpressure=BACKPRESSURE,
        # Streams end by themselves at a stop; whatever else does not end is ended.
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    ).serve(
        target_loader=partial(_begin, Cores(asked.processes) if _CAN_FORK else None),
        wrap_loader=False,
    )


def _begin(cores: Cores | None) -> Callable[..., Any]:
    """Return the application, in one of the processes that serve it."""
    if cores:
        cores.take_one()
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    return _load()


def _load() -> Callable[..., Any]:
    """Return the application; with nothing open that processes could not share."""
    from standfirst import asgi

    application: Callable[..., Any] = asgi.application
    return application


if __name__ == "__main__":
    main()
