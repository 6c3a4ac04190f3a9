"""Whether a data folder was prepared by this very version, told without loading Django.

Loading it takes seconds; a start for which nothing is to be done need not wait for that twice. What
the database is, the database is asked: it may be an older or a newer one, put back from a backup.
"""

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from standfirst.lib.data_folder import SECRET_KEY, data_folder

_PACKAGE = Path(__file__).parent.parent
_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
_PATIENCE = 5  # seconds


def is_ready() -> bool:
    """Tell whether database and static files are as `prepare` of this version left them."""
    stamp = data_folder() / "prepared"
    has_key = bool(os.environ.get("STANDFIRST_SECRET_KEY")) or (data_folder() / SECRET_KEY).exists()
    if not has_key or not stamp.exists():
        return False
    is_same_program = stamp.read_text().startswith(fingerprint())
    return is_same_program and stamp.read_text() == f"{fingerprint()} {_migrations()}"


def note_ready() -> None:
    """Remember that this version prepared the data folder."""
    (data_folder() / "prepared").write_text(f"{fingerprint()} {_migrations()}")


def fingerprint() -> str:
    """Return a digest of what preparing depends on: migrations, static files, versions, addresses."""
    told = [version("wagtail"), version("django")]
    told += [os.environ.get(name, "") for name in ("DATABASE_URL", "STANDFIRST_URL")]
    for pattern in ("*/migrations/*.py", "*/static/**/*"):
        for path in sorted(_PACKAGE.glob(pattern)):
            if path.is_file():
                seen = path.stat()
                told.append(f"{path.relative_to(_PACKAGE)} {seen.st_size} {seen.st_mtime_ns}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _migrations() -> str:
    """Return a digest of what the database says was done to it; empty where it says nothing."""
    address = os.environ.get("DATABASE_URL")
    try:
        rows = _of_postgresql(address) if address else _of_sqlite()
    except Exception:  # noqa: BLE001 - whatever it is, preparing finds out, and says it in words
        return ""
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _of_sqlite() -> list[tuple[str, str]]:
    path = data_folder() / "standfirst.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=_PATIENCE)) as database:
        return database.execute(_MIGRATIONS).fetchall()


def _of_postgresql(address: str) -> list[tuple[str, str]]:
    import psycopg

    with psycopg.connect(address, connect_timeout=_PATIENCE) as database:
        return database.execute(_MIGRATIONS).fetchall()
