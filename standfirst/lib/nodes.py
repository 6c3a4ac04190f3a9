"""Several machines, each a node with a data folder of its own, that serve one paper from one PostgreSQL.

Whoever changes something tells the other nodes in its own transaction (`NOTIFY`). On each node one process
listens and writes the stamps of that machine as its own writers do: its pages are old, its streams awake. A node
that was not sure of its connection within the last second keeps pages for no longer than that (`stamps.py`), and once it
is back, everything is old.

Source: docs/decisions/0034-several-machines.md
"""

import fcntl
import logging
import select
import threading
import time

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from . import changes
from .followers import Follower
from .postgresql import connect_directly
from .stamps import TOKEN, stamps

CHANNEL = "standfirst_changes"
LONGEST = 7_999
"""Bytes that PostgreSQL takes in one notice."""
SURE_EVERY = 0.25
"""Seconds after which a listener that heard nothing asks whether it would."""
NAME = "standfirst listener"
"""By which the server knows that connection."""
_ALL = "*"
# Seconds.
_REST = 0.5

log = logging.getLogger("standfirst.nodes")


def announce(connection: BaseDatabaseWrapper, keys: set[str], token: str) -> None:
    """Tell the other nodes, with the commit of the transaction that `connection` is in, that `keys` changed.

    Args:
        token: names the change, so that who made it is known on a node that has heard of it.
    """
    notice = " ".join([token, *sorted(keys)])
    if len(notice.encode()) > LONGEST:
        notice = f"{token} {_ALL}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, notice])


def hear(notice: str) -> None:
    """Do on this node what a `notice` says; what this node has said itself, or heard, it knows."""
    token, *keys = notice.split(" ")
    if not TOKEN.fullmatch(token):  # of another version
        stamps().change_all()
    elif not stamps().has_heard(token):
        if keys == [_ALL]:
            stamps().change_all()
        changes.tell(set(keys), token=token)


def listen() -> None:
    """In a process that serves: have one process of this machine listen, for as long as it lives."""
    threading.Thread(target=_listen_in_turn, name="nodes", daemon=True).start()


def _listen_in_turn() -> None:
    with settings.LISTENER_LOCK.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # until the process that has it ends
        followers = [*map(Follower, range(len(settings.REPLICAS)))]
        is_told = False
        while True:
            try:
                _listen(followers)
            except (psycopg.Error, OSError) as error:
                # Once for each time that it goes away, however long it is away.
                if stamps().is_sure or not is_told:
                    log.warning("other_nodes_not_heard", extra={"error": str(error).strip()})
                is_told = True
            except Exception:
                log.exception("listener_failed")
            time.sleep(_REST)


def _listen(followers: list[Follower]) -> None:
    """Listen until the connection breaks, which what it raises says."""
    with connect_directly(connections[DEFAULT_DB_ALIAS], NAME) as connection:
        connection.add_notify_handler(lambda notice: hear(notice.payload))
        connection.execute(f"LISTEN {CHANNEL}")
        # Whatever was said while nobody listened.
        stamps().change_all()
        while True:
            asked_at, words = time.monotonic_ns(), stamps().now()
            # Whatever was said before the answer is handed over with it.
            row = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
            stamps().note_sure(asked_at)
            for follower in followers:
                follower.newest = words, str(row and row[0]), asked_at
            select.select([connection.fileno()], [], [], SURE_EVERY)
