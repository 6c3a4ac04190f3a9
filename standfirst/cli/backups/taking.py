"""Takes a backup: one moment of the database, then keys and pictures, while the paper is served."""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from standfirst.lib.errors import Refused

from . import bucket, swap
from .archive import FORMAT, KEYS, MANIFEST, MEDIA, ROWS, Unreadable, Writer
from .media_files import files
from .tables import Table, dump, last_numbers, tables

# So many names are said; end.json has them all.
SAID = 20
# Small files of the data folder that matter.
SETTINGS_FILE = "settings.env"
KEY_FILES = (SETTINGS_FILE, "demonstration-sign-ins.txt")
SECRET_KEY = "secret_key"  # noqa: S105 - the name of a file


class BackupFailed(Refused):
    """No backup came of it."""

    code = "backup_failed"


@dataclass
class Summary:
    """What went into a backup."""

    tables: dict[str, int] = field(default_factory=dict)
    files: int = 0
    bytes: int = 0
    # Files that went away while they were being copied, and those that could not be read, by name.
    vanished: int = 0
    unreadable: list[str] = field(default_factory=list)

    def miss(self, name: str) -> None:
        """Note a file that cannot be read; its name may be of bytes that are no text."""
        self.unreadable.append(os.fsencode(name).decode(errors="replace"))

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(self.tables.values())


def take_backup(
    *, file: Path, at: datetime, tell: Callable[[str], None], allow_missing: bool = False
) -> Summary:
    """Write a backup to `file`, which has that name only once it is whole and on disk.

    Args:
        allow_missing: write it without the files that cannot be read; it says which.

    Raises:
        BackupFailed: the file is there already, the disk is full, the database or a file cannot be read.
    """
    if file.exists() or file.is_symlink():
        raise BackupFailed(f"{file} is there already. Choose another name, or move it away.")
    try:
        with _put_in_place(file) as unfinished, _one_moment():
            summary = _write(Writer(unfinished, at), at, tell)
            if summary.unreadable and not allow_missing:
                raise BackupFailed(
                    f"no backup was written: {in_words(summary.unreadable)} cannot be read. "
                    f"Run it as the user who owns {settings.DATA_DIR}, or put the files right; "
                    "with --allow-missing it is written without them."
                )
            return summary
    except DatabaseError as error:
        words = str(error).splitlines()[0]
        raise BackupFailed(
            f"the database cannot be read: {words}. Run: standfirst doctor"
        ) from error
    except OSError as error:
        why = f"the disk of {file.parent} is full" if error.errno == errno.ENOSPC else str(error)
        raise BackupFailed(f"no backup was written: {why}.") from error


def in_words(names: list[str]) -> str:
    """Say how many files they are, and which."""
    more = f" and {len(names) - SAID:,} more" if len(names) > SAID else ""
    files = "1 file" if len(names) == 1 else f"{len(names):,} files"
    return f"{files} ({', '.join(names[:SAID])}{more})"


@contextmanager
def _put_in_place(file: Path) -> Iterator[IO[bytes]]:
    """Yield a file beside, readable by its owner only; after the block it is on disk and has its name."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    with open(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "wb") as written:
        try:
            fcntl.flock(written, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed(f"another backup is writing {file}. Wait for its end.") from None
        try:
            written.truncate(0)
            os.fchmod(written.fileno(), 0o600)
            yield written
            written.flush()
            os.fsync(written.fileno())
            unfinished.rename(file)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            with suppress(OSError):  # what was not written yet does not fit either
                written.close()
            raise
    swap.sync(file.parent)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Let all that is read in the block be of one moment; nobody who writes has to wait."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        # Django's own would begin to write, and keep others from it.
        cursor.execute("BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _write(archive: Writer, at: datetime, tell: Callable[[str], None]) -> Summary:
    loader = MigrationLoader(connection)
    applied = sorted(loader.applied_migrations)
    if not applied:
        raise BackupFailed("there is no paper yet: the database is empty.")
    if unknown := [name for name in applied if name not in loader.disk_migrations]:
        raise BackupFailed(
            f"the database is of a newer version ({'.'.join(unknown[0])}). Take the backup with that version."
        )
    nodes = [name for name in applied if name in loader.graph.nodes]
    carried = tables(loader.project_state(nodes))
    archive.add_json(MANIFEST, _manifest(applied, carried, at))
    summary = Summary()
    for table in carried:
        summary.tables[table.name] = _write_rows(archive, table, tell)
    numbers = last_numbers(carried)
    _write_keys(archive, summary)
    _write_media(archive, summary, tell)
    counted = {"tables": summary.tables, "files": summary.files, "bytes": summary.bytes}
    archive.end({**counted, "missing": summary.unreadable, "last_numbers": numbers})
    return summary


def _manifest(applied: list[tuple[str, str]], carried: list[Table], at: datetime) -> dict[str, Any]:
    return {
        "standfirst": version("standfirst"),
        "format": FORMAT,
        "taken_at": at.isoformat(),
        **_paper(carried),
        "database": connection.vendor,
        "migrations": applied,
        "tables": {table.name: table.columns for table in carried},
    }


def _paper(carried: list[Table]) -> dict[str, str]:
    """Return the paper's name, and the address that it was last served at, whatever this command was told."""
    from standfirst.publishing.models import NewsroomSettings

    columns = {table.name: table.columns for table in carried}
    has_name = "name" in columns.get(NewsroomSettings._meta.db_table, ())
    names = NewsroomSettings.objects.values_list("name", flat=True) if has_name else []
    name = next(iter(names), "")
    return {"name": name, "address": served_address()}


def served_address() -> str:
    """Return the address that the paper was last served at, as far as the database tells it."""
    from wagtail.models import Site

    site = Site.objects.filter(is_default_site=True).only("hostname", "port").first()
    # Nobody started it yet, where it has the name that Wagtail gives it.
    if site is None or (site.hostname, site.port) == ("localhost", 80):
        return settings.SITE_URL
    # Wagtail guesses from the port whether it is http or https; the settings know it.
    is_as_set = site.root_url.partition("://")[2] == settings.SITE_URL.partition("://")[2]
    return settings.SITE_URL if is_as_set else site.root_url


def _write_rows(archive: Writer, table: Table, tell: Callable[[str], None]) -> int:
    count = 0
    for number, (lines, rows) in enumerate(dump(table)):
        archive.add(f"{ROWS}/{table.name}/{number:06}.jsonl", lines)
        count += rows
        tell(f"{table.name}: {count:,} rows")
    return count


def _write_keys(archive: Writer, summary: Summary) -> None:
    # Also where it comes from the environment: without it, links in letters that went out lead nowhere.
    archive.add(f"{KEYS}/{SECRET_KEY}", settings.SECRET_KEY.encode())
    for name in KEY_FILES:
        try:
            # The settings are read through a link, too: /etc is a usual place for them.
            archive.add_file(f"{KEYS}/{name}", (Path(settings.DATA_DIR) / name).resolve())
        except FileNotFoundError:
            pass
        except Unreadable:
            summary.miss(name)


def _write_media(archive: Writer, summary: Summary, tell: Callable[[str], None]) -> None:
    for name, add in _media(archive):
        try:
            summary.bytes += add(f"{MEDIA}/{name}")
            summary.files += 1
        except FileNotFoundError:
            summary.vanished += 1
        except Unreadable:
            summary.miss(name)
        tell(f"pictures and files: {summary.files:,}, {summary.bytes / 1e6:,.0f} MB")


def _media(archive: Writer) -> Iterator[tuple[str, Callable[[str], int]]]:
    """Yield the name of each picture and file, and what adds it to the archive under another."""
    if settings.MEDIA_BUCKET:
        for name in bucket.names():
            yield name, partial(bucket.add, archive, name)
    else:
        for name, path in files(Path(settings.MEDIA_ROOT)):
            yield name, partial(archive.add_file, path=path)
