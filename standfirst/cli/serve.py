"""A process that answers requests."""

import socket

from standfirst.delivery.live.limits import MOST_AT_ONCE
from standfirst.lib import parents

from .cores import keep_to_core


def serve(listener: socket.socket, place: int, *, processes: int, parent: int) -> None:
    """Answer requests in this process until it is told to end.

    SIGTERM ends it once it has answered what it was asked; SIGUSR1 does so when another process takes
    new connections from the same socket.

    Args:
        listener: what this process alone of its version takes connections from.
        place: its own among so many `processes`, from 0.
        parent: ends with it.
    """
    parents.leave_keyboard_to(parent)
    parents.set_process_name("standfirst-http")
    keep_to_core(place, processes=processes)
    from django.conf import settings

    from standfirst import asgi
    from standfirst.lib import changes, http_server, outage

    # One that was killed may have written what it could not tell of any more.
    changes.tell_everything()
    if settings.SEVERAL_NODES:
        from standfirst.lib import nodes

        nodes.listen()
    outage.tell_of_requests()
    http_server.serve(
        asgi.application,
        listener,
        most_at_once=MOST_AT_ONCE,
        rests_for=http_server.RESTS_BEHIND_PROXY
        if settings.TRUSTED_PROXIES
        else http_server.HEAD_WITHIN,
        # Else it would wait for all that are open.
        when_stopped=asgi.streams.house.close,
    )
