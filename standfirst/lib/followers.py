"""Threads beside the listener, one for each replica, that find out as of when it knows all that changed.

Source: docs/decisions/0034-several-machines.md
"""

import logging
import threading
import time
from typing import Any

import psycopg

from .postgresql import connect_directly
from .replicas import connection_to
from .stamps import REPLICA_FOR, stamps

ASK_EVERY = 0.05
"""Seconds between two questions how far a replica is."""
_REST = 1.0

log = logging.getLogger("standfirst.replicas")


class Follower:
    """Asks one replica whether it has come as far as the listener last heard of the primary."""

    def __init__(self, number: int) -> None:
        self._number = number
        # The stamps as they were, how far the primary had written after that, and when that was.
        self.newest: tuple[bytes, str, int] | None = None
        threading.Thread(target=self._follow, name="replica", daemon=True).start()

    def _follow(self) -> None:
        is_told = False
        while True:
            try:
                with connect_directly(
                    connection_to(self._number), "standfirst follower"
                ) as replica:
                    is_told = False
                    self._compare(replica)
            except psycopg.Error as error:
                if not is_told:
                    log.warning("replica_away", extra={"error": str(error).strip()})
                is_told = True
            except Exception:
                log.exception("replica_failed")
            stamps().forget_replica(self._number)
            time.sleep(_REST)

    def _compare(self, replica: "psycopg.Connection[Any]") -> None:
        """Ask again and again until the connection breaks, which what it raises says."""
        done = None
        while True:
            if (newest := self.newest) and newest is not done:
                words, written, at = done = newest
                while not (is_there := _has_replayed(replica, written)) and _is_new(at):
                    time.sleep(ASK_EVERY)
                if is_there:
                    stamps().note_replica(self._number, words, at)
            time.sleep(ASK_EVERY)


def _is_new(at: int) -> bool:
    return time.monotonic_ns() - at < REPLICA_FOR


def _has_replayed(replica: "psycopg.Connection[Any]", written: str) -> bool:
    """Whether it shows all that was written until then; a server that follows none shows nothing we know of."""
    asked = "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn"
    row = replica.execute(asked, [written]).fetchone()
    return bool(row and row[0])
