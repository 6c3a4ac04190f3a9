"""The database is away: it is locked, restarts, has no room left, or is not there yet. Whoever needs it waits.

That it is away is said once for the whole process, and once that it is back.
"""

import logging
import math
import shutil
import sys
import threading
import time
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from .metrics import count_database_error

log = logging.getLogger("standfirst.database")

# Seconds.
_GLANCE = 1.0
_JUST_BACK = 30.0
# Bytes: with less the next thing that is written down fails again.
_ROOM = 1024 * 1024
# A server that takes longer to take a connection is away.
_PATIENCE = 5
# SQLite's names of errors, and PostgreSQL's classes of them (connection, resources, intervention by
# an operator), that tell of the world and not of a query; without any, a connection is gone.
_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_FULL")
_POSTGRESQL = ("08", "53", "57")

_lock = threading.Lock()
_is_away = False
_back_at = -math.inf


def ask() -> None:
    """Return if the database answers and can be written to; what it raises says why not."""
    if connection.vendor == "sqlite":
        connection.close_if_unusable_or_obsolete()
        with transaction.atomic():  # takes the lock for writing
            return
    # Past the pool, which tells nothing of why it has to wait.
    server: Any = connection
    with server.wrap_database_errors:
        parameters = {**server.get_connection_params(), "connect_timeout": _PATIENCE}
        server.Database.connect(**parameters).close()


def is_away(error: BaseException) -> bool:
    """Tell whether an error means that the database cannot be reached or written to just now."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    if name := getattr(cause, "sqlite_errorname", None):
        return str(name).startswith(_SQLITE)
    state = getattr(cause, "sqlstate", None)
    return state is None or str(state).startswith(_POSTGRESQL)


def wait_out(error: DatabaseError | InterfaceError) -> bool:
    """Wait until the database answers again; False, at once, where `error` says something else."""
    if not is_away(error):
        return False
    while True:
        _note_away(error)
        if _has_room(error) and _answers():
            _note_back()
            return True
        time.sleep(_GLANCE)


def _has_room(error: BaseException) -> bool:
    """Tell whether there is room again where it was wanting: asking finds out nothing of a full disk."""
    if getattr(error.__cause__, "sqlite_errorname", "") != "SQLITE_FULL":
        return True
    return shutil.disk_usage(settings.DATA_DIR).free > _ROOM


def _answers() -> bool:
    try:
        ask()
    except (OperationalError, InterfaceError) as error:
        return not is_away(error)
    return True


def tell_of_requests() -> None:
    """In a process that answers requests: say once that they fail, not for each with all its lines."""
    got_request_exception.connect(_note_request)
    logging.getLogger("django.request").addFilter(_is_no_outage)


def _note_request(**about: object) -> None:
    error = sys.exc_info()[1]
    if not isinstance(error, DatabaseError | InterfaceError):
        return
    count_database_error(error)
    if is_away(error) and not _is_away:
        # The request is answered by now; somebody else waits until the database is back, and says so.
        threading.Thread(target=_watch, args=(error,), name="outage", daemon=True).start()


def _watch(error: DatabaseError | InterfaceError) -> None:
    try:
        wait_out(error)
    finally:
        connection.close()


def _is_no_outage(record: logging.LogRecord) -> bool:
    return not (record.exc_info and record.exc_info[1] and is_away(record.exc_info[1]))


def in_a_line(error: BaseException) -> str:
    """Return what a database said, without the lines that only tell where."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def in_words(error: BaseException) -> str:
    """Return what an operator should know of an error of the database, in one line."""
    if is_away(error):
        return f"the database does not answer: {in_a_line(error)}"
    return f"the database refused ({in_a_line(error)}). If it is of an older version, run: standfirst migrate"


def _note_away(error: BaseException) -> None:
    """Say it; but not where it was back a moment ago: each thread finds its own connection broken."""
    global _is_away
    with _lock:
        if not _is_away and time.monotonic() - _back_at > _JUST_BACK:
            _is_away = True
            log.warning("the database does not answer, waiting for it: %s", in_a_line(error))


def _note_back() -> None:
    global _is_away, _back_at
    with _lock:
        if _is_away:
            _is_away, _back_at = False, time.monotonic()
            log.warning("the database answers again")
