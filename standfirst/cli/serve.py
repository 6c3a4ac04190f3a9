"""What answers requests: one process that has loaded everything, and the processes that it makes of itself.

They share the memory of what was loaded, which is more than half of what each needs. One that dies is
replaced; one whose parent is gone ends, so that nobody goes on serving beside what was started anew.
"""

import argparse
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from standfirst.delivery.live.limits import BACKPRESSURE
from standfirst.lib import parents

from .cores import Cores

# Elsewhere a fork of what the system's libraries hold is not safe: there each process loads for itself.
_CAN_FORK = sys.platform == "linux"
# Milliseconds in which the head of a request must have come; an open connection may be silent as long.
_HEAD_WITHIN = 10_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop; exit code 1 if the processes die faster than they can be replaced."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--processes", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    asked = parser.parse_args(arguments)
    parents.leave_keyboard_to(asked.parent)
    if _CAN_FORK:
        multiprocessing.set_start_method("fork")
    if _CAN_FORK and asked.processes > 1:  # a single one has nobody to share with
        _load()
    Granian(
        "standfirst.asgi:application",
        address=asked.host,
        port=asked.port,
        interface=Interfaces.RSGI,
        loop=Loops.uvloop,
        workers=asked.processes,
        # Browsers and proxies speak nothing else to a server without TLS; to find out, it waits for ever.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEAD_WITHIN),
        websockets=False,
        # Its warnings are advice on how many processes to ask for.
        log_level=LogLevels.error,
        # Each stream counts as a request that is being answered. Of each process.
        backpressure=BACKPRESSURE,
        # Streams end by themselves at a stop; whatever else does not end is ended.
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    ).serve(
        target_loader=partial(
            _begin, Cores(asked.processes) if _CAN_FORK else None, parent=os.getpid()
        ),
        wrap_loader=False,
    )


def _begin(cores: Cores | None, *, parent: int) -> Callable[..., Any]:
    """Return the application, in one of the processes that serve it."""
    if cores:
        cores.take_one()
    parents.leave_keyboard_to(parent)
    application = _load()
    from django.conf import settings

    from standfirst.lib import changes, outage

    # One that was killed may have written what it could not tell of any more.
    changes.tell_everything()
    if settings.SEVERAL_NODES:
        from standfirst.lib import nodes

        nodes.listen()
    outage.tell_of_requests()
    return application


def _load() -> Callable[..., Any]:
    """Return the application; with nothing open that processes could not share."""
    from standfirst import asgi

    application: Any = asgi.application  # an object that granian finds the way into
    return application  # type: ignore[no-any-return]


if __name__ == "__main__":
    main()
