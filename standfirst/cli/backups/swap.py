"""Puts a restored paper in the place of the old one: a kill at any moment leaves either the one or the other.

What is restored is first built beside, in `restore.unfinished/` in the data folder and `.restored/` in the folder
of pictures, on disk to the last byte. Then one rename, to `restore.ready/`, says that it counts; with
PostgreSQL it counts once the transaction is there whose number stands in it. All that comes after can
be done again: the next command does, before it opens anything.
"""

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

DATABASE = "standfirst.sqlite3"
_UNFINISHED, _READY, _REPLACED = "restore.unfinished", "restore.ready", "restore.replaced"
_LOCK = "restore.lock"
_TRANSACTION = "transaction"
_MEDIA_CLEARED = "pictures-cleared"
# How often PostgreSQL is asked, and the seconds between: the killed restore's last word may be on its way.
_GLANCES, _GLANCE = 300, 0.1
_NOTES = {_TRANSACTION, _MEDIA_CLEARED}
_MEDIA_NEW, _MEDIA_REPLACED = ".restored", ".replaced"
OWN_FOLDERS = (_MEDIA_NEW, _MEDIA_REPLACED)
# What belongs to the old database and must never be read into the new one.
_OF_OLD_DATABASE = ("-wal", "-shm", "-journal")
_OF_OLD_PAPER = ("cache.sqlite3", "cache.sqlite3-wal", "cache.sqlite3-shm", "cache.sqlite3-journal")


class Staging:
    """What is being restored, beside what is there."""

    def __init__(self) -> None:
        self.data, self.media = Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT)
        self.folder, self.new_media = self.data / _UNFINISHED, self.media / _MEDIA_NEW
        self.database = self.folder / DATABASE

    def begin(self) -> None:
        """Make it, empty."""
        _discard(self.data, self.media)
        self.folder.mkdir(mode=0o700)
        self.new_media.mkdir(mode=0o700, parents=True)

    def commit(self, *, transaction: str = "") -> None:
        """Let it count from now on; with PostgreSQL, if that transaction of it is committed."""
        if transaction:
            (self.folder / _TRANSACTION).write_text(transaction)
        sync_all(self.new_media)
        sync_all(self.folder)
        # Whoever starts next looks at everything anew, and so finds what is left to do.
        (self.data / "prepared").unlink(missing_ok=True)
        sync(self.data)
        self.folder.rename(self.data / _READY)
        sync(self.data)


@contextmanager
def alone(*, is_waiting: bool) -> Iterator[bool]:
    """Hold off others who would finish what is under way, or clear it away; tells whether nobody else is at it."""
    data = Path(settings.DATA_DIR)
    with open(os.open(data / _LOCK, os.O_RDWR | os.O_CREAT, 0o600), "wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if is_waiting else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def finish_interrupted() -> bool:
    """Finish what a restore left half done, if one did; tells whether the paper is another one now."""
    data = Path(settings.DATA_DIR)
    if not any((data / name).exists() for name in (_UNFINISHED, _READY, _REPLACED)):
        return False
    # One that is only being prepared is left alone.
    with alone(is_waiting=(data / _READY).exists()) as is_mine:
        return is_mine and put_in_place()


def put_in_place() -> bool:
    """Put what is ready where it belongs, and clear up; tells whether anything was."""
    data, media = Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT)
    ready = data / _READY
    counts = ready.exists() and _counts(ready)
    if counts:
        _swap_files(data, ready)
        _swap_media(media, ready)
    if ready.exists():
        _remove(data / _UNFINISHED)
        ready.rename(data / _UNFINISHED)  # gone at once: half of it would be taken for a whole one
        sync(data)
    _discard(data, media)
    return counts


def _counts(ready: Path) -> bool:
    """Ask PostgreSQL, where it has a part in this, what became of the transaction."""
    note = ready / _TRANSACTION
    if not note.exists():
        return True
    for _ in range(_GLANCES):
        with connection.cursor() as cursor:
            cursor.execute("SELECT txid_status(%s)", [int(note.read_text())])
            state = cursor.fetchone()[0]
        if state in {"committed", "aborted"}:
            return bool(state == "committed")
        time.sleep(_GLANCE)
    raise ImproperlyConfigured(
        "a restore was interrupted, and PostgreSQL does not say whether it counts. "
        f"If the old paper is still there, delete {ready}; then restore again."
    )


def _swap_files(data: Path, ready: Path) -> None:
    replaced = data / _REPLACED
    replaced.mkdir(mode=0o700, exist_ok=True)
    for new in sorted(ready.iterdir()):
        if new.name in _NOTES:
            continue
        _move_away(data / new.name, replaced / new.name)
        if new.name == DATABASE:
            for suffix in _OF_OLD_DATABASE:
                (data / f"{DATABASE}{suffix}").unlink(missing_ok=True)
            sync(data)
        new.rename(data / new.name)
    for name in _OF_OLD_PAPER:
        (data / name).unlink(missing_ok=True)
    sync(data)


def _swap_media(media: Path, ready: Path) -> None:
    """Exchange what is in the folder of pictures: the folder itself may be a disk of its own, or a bucket's copies."""
    new, replaced, cleared = media / _MEDIA_NEW, media / _MEDIA_REPLACED, ready / _MEDIA_CLEARED
    if settings.MEDIA_BUCKET:
        _swap_bucket(new)
    replaced.mkdir(mode=0o700, exist_ok=True)
    if not cleared.exists():
        for old in list(media.iterdir()):
            if old.name not in OWN_FOLDERS:
                _move_away(old, replaced / old.name)
        sync(media)
        cleared.touch(mode=0o600)
        sync(ready)
    for child in list(new.iterdir()) if new.exists() else ():
        _remove(media / child.name)
        child.rename(media / child.name)
    sync(media)


def _swap_bucket(new: Path) -> None:
    """Put the pictures of the backup into the bucket; only once all are there, they go from the disk.

    Raises:
        ImproperlyConfigured: the bucket does not answer; the next command goes on with it.
    """
    from . import bucket

    try:
        if new.exists():
            bucket.replace_all(new)
            shutil.rmtree(new)
    except OSError as error:
        raise ImproperlyConfigured(
            f"the restore is not finished: {error}. Look at STANDFIRST_MEDIA, and run any command again."
        ) from error


def _move_away(old: Path, replaced: Path) -> None:
    """Move what is there out of the way; what came since that was done is nobody's."""
    if not os.path.lexists(old):
        return
    if os.path.lexists(replaced):
        _remove(old)
    else:
        old.rename(replaced)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _discard(data: Path, media: Path) -> None:
    # The folders that show that something is left come last.
    for path in (media / _MEDIA_NEW, media / _MEDIA_REPLACED, data / _REPLACED, data / _UNFINISHED):
        _remove(path)


def sync(path: Path) -> None:
    """Have what was written to a file, or which names are in a folder, on disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems of other machines know no folders
            raise
    finally:
        os.close(file)


def sync_all(folder: Path) -> None:
    """Have a folder and all that is in it on disk."""
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            sync(Path(parent, name))
    sync(folder)
