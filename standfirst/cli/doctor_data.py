"""What `standfirst doctor` says of the data folder, the database and what is counted."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .finding import Finding

# Bytes. With less, nothing can be written any more, whatever else it looks like.
_FULL = 20_000_000
_MAKE_ROOM = "The disk is full: make room, then run doctor again."
# Seconds: a large file takes minutes to read through.
LOOKS_FOR = 20.0
_ADVICE = {
    "malformed": "The file is damaged: stop the server and restore your last backup.",
    "not a database": "The file is damaged: stop the server and restore your last backup.",
    "full": _MAKE_ROOM,
    "readonly": "Run doctor as the user who runs the server.",
    "unable to open": "Run doctor as the user who runs the server.",
}
_SERVER_AWAY = "Start PostgreSQL, or put DATABASE_URL right."


def data_folder() -> Iterator[Finding]:
    """Whether there is room, and whether it is closed to others."""
    from django.conf import settings

    from standfirst.lib.settings_file import FILE

    folder = Path(settings.DATA_DIR)
    free = shutil.disk_usage(folder).free
    advice = "Make room: under 1 GB is left, and a full disk stops writing."
    if is_full():
        advice = _MAKE_ROOM
    yield Finding(
        "data folder", f"{folder}, {free / 1e9:.1f} GB free", "" if free > 1e9 else advice
    )
    if folder.stat().st_mode & 0o077:
        yield Finding(
            "data folder", "others on this machine may look in", f"Run: chmod 700 {folder}"
        )
    for name in ("secret_key", FILE):
        path = folder / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding(name, "others may read it", f"Run: chmod 600 {path}")
    yield from _owners(folder)


def _owners(folder: Path) -> Iterator[Finding]:
    """Find what a command left that was run as another user, root for one."""
    from standfirst.lib.data_folder import owner_of

    owner = owner_of(folder)
    foreign = [path.name for path in folder.iterdir() if path.exists() and owner_of(path) != owner]
    if foreign:
        shown = ", ".join(sorted(foreign)[:3])
        advice = f"Run: chown -R {owner} {folder}, and commands as that user: sudo -u {owner} …"
        yield Finding("data folder", f"of another user than {owner}: {shown}", advice)


def is_full() -> bool:
    """Whether nothing can be written for want of room."""
    from django.conf import settings

    return shutil.disk_usage(settings.DATA_DIR).free < _FULL


def database() -> Iterator[Finding]:
    """Whether it answers, is whole, and is of this version."""
    from django.db import DatabaseError, connection

    from .django import is_migrated

    try:
        yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()
        migrated = is_migrated()
    except DatabaseError as error:
        said = " ".join(str(error).split())[:300]
        yield Finding("database", f"it does not answer: {said}", _advice(said))
        return
    yield Finding(
        "version of the database",
        "this one" if migrated else "an older one",
        "" if migrated else "Run: standfirst migrate",
    )


def _sqlite() -> Iterator[Finding]:
    from django.db import connection

    connection.ensure_connection()
    opened: Any = connection.connection
    state = _checked(opened)
    mode = opened.execute("PRAGMA journal_mode").fetchone()[0]
    is_whole = state == "ok" or state.startswith("whole so far")
    yield Finding("database", f"SQLite, {mode}, {state}", "" if is_whole else _ADVICE["malformed"])


def _checked(opened: Any) -> str:  # noqa: ANN401 - of Django's own class
    """Return what SQLite says of its file: "ok", or what is wrong first."""
    from django.db import DatabaseError, OperationalError

    bell = threading.Timer(LOOKS_FOR, opened.interrupt)
    bell.start()
    try:
        return str(opened.execute("PRAGMA quick_check(1)").fetchone()[0]).replace("\n", " ")
    except Exception as error:
        if "interrupted" in str(error):
            return f"whole so far, after {LOOKS_FOR:.0f} seconds"
        kind = DatabaseError if "malformed" in str(error) else OperationalError
        raise kind(str(error)) from error
    finally:
        bell.cancel()


def _postgresql() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        yield Finding("database", f"PostgreSQL {cursor.fetchone()[0]}")


def _advice(said: str) -> str:
    from django.db import connection

    if connection.vendor == "postgresql":
        return _SERVER_AWAY
    if is_full():
        return _MAKE_ROOM
    fitting = (advice for words, advice in _ADVICE.items() if words in said)
    return next(fitting, "If it stays so, stop the server and restore your last backup.")


def limits() -> Iterator[Finding]:
    """Whether what is limited is counted."""
    from django.conf import settings
    from django.core.cache import cache

    from standfirst.lib.data_folder import owner_of

    if os.geteuid() != Path(settings.DATA_DIR).stat().st_uid:
        owner = owner_of(Path(settings.DATA_DIR))
        yield Finding("limits", f"not looked at: only {owner}, who owns the folder, can tell")
        return
    if settings.REDIS_URL:
        yield _counted_in_redis(is_away=cache.is_away)  # type: ignore[attr-defined]
        return
    cache.set("doctor", 1, 60)
    is_counting = cache.get("doctor") == 1
    path = settings.CACHES["default"]["LOCATION"]
    advice = f"Let the user who runs the server write to {path} and its folder."
    if is_full():
        advice = _MAKE_ROOM
    yield Finding(
        "limits",
        "counted by all processes of this machine" if is_counting else "nothing is counted",
        "" if is_counting else advice,
    )


def _counted_in_redis(*, is_away: bool) -> Finding:
    if is_away:
        advice = "Start the Redis that REDIS_URL names; until it answers, each machine counts for itself."
        return Finding("limits", "Redis does not answer", advice)
    return Finding("limits", "counted by all machines in Redis")
