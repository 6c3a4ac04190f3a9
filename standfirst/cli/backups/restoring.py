"""Restores a backup: looks at all of it, builds the paper beside, and puts it in the place of the old one."""

import errno
import json
import os
import pwd
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeGuard

from django.conf import settings
from django.db import DatabaseError, connection

from standfirst.lib import server_lock

from . import bucket, swap
from .archive import END, FORMAT, KEYS, MANIFEST, MEDIA, ROWS, Entry, NotABackup, damaged, read
from .building import (
    RestoreFailed,
    State,
    build,
    is_empty,
    postgresql_anew,
    sqlite_at,
    transaction_number,
    unknown_migrations,
)
from .swap import Staging
from .taking import KEY_FILES, SECRET_KEY, SETTINGS_FILE

# A paper that was on another database must not be looked for there.
_DATABASE_URL = re.compile(rb"^\s*DATABASE_URL\s*=", re.MULTILINE)


@dataclass(frozen=True)
class Contents:
    """What a whole backup says of itself, first and last."""

    manifest: dict[str, Any]
    end: dict[str, Any]

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(self.end["tables"].values())

    @property
    def missing(self) -> list[str]:
        """The files that could not be read when it was taken."""
        return list(self.end.get("missing", ()))

    @property
    def state(self) -> State:
        """How its rows are to be read."""
        migrations = [(app, name) for app, name in self.manifest["migrations"]]
        return State(
            migrations, self.manifest["tables"], self.end["tables"], self.end["last_numbers"]
        )


def look_at(
    file: Path, tell: Callable[[str], None], keep: Callable[[Entry], None] | None = None
) -> Contents:
    """Read all of a backup, and return what it says of itself.

    It raises NotABackup if that is something else, damaged, cut short, or of a newer version.

    Args:
        keep: given each entry on the way, before it is known whether all of it is whole.
    """
    manifest: dict[str, Any] = {}
    end: dict[str, Any] = {}
    seen = 0
    for entry in read(file):
        seen += entry.size
        tell(f"reading {file.name}: {seen / 1e6:,.0f} MB")
        if entry.name == MANIFEST:
            manifest = _manifest(file, entry)
        elif entry.name == END:
            end = _end(file, entry, manifest)
        elif entry.place == ROWS and entry.rest.partition("/")[0] not in manifest["tables"]:
            raise damaged(file)
        elif keep:
            keep(entry)
    return Contents(manifest, end)


def _manifest(file: Path, entry: Entry) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(entry.file.read())
        made_by, form, migrations = (
            str(manifest["standfirst"]),
            int(manifest["format"]),
            [(str(app), str(name)) for app, name in manifest["migrations"]],
        )
        _ordered(made_by)
        is_sound = all(map(_are_names, manifest["tables"].values()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(file) from error
    if not is_sound:
        raise damaged(file)
    if form > FORMAT or _ordered(made_by) > _ordered(version("standfirst")):
        raise NotABackup(
            f"{file} was taken by version {made_by}, and this is {version('standfirst')}: "
            "update first. Nothing was changed."
        )
    if unknown := unknown_migrations(migrations):
        raise NotABackup(
            f"{file} was taken by a newer version: this one does not know {'.'.join(unknown[0])}. "
            "Update first. Nothing was changed."
        )
    return manifest


def _end(file: Path, entry: Entry, manifest: dict[str, Any]) -> dict[str, Any]:
    end: dict[str, Any] = json.loads(entry.file.read())
    rows, last = end.get("tables"), end.get("last_numbers")
    is_sound = (
        _are_numbers(rows)
        and _are_numbers(last)
        and rows.keys() <= manifest["tables"].keys()
        and isinstance(end.get("files"), int)
        and _are_names(end.get("missing", []))
    )
    if not is_sound:
        raise damaged(file)
    return end


def _are_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _are_numbers(value: object) -> TypeGuard[dict[str, int]]:
    return isinstance(value, dict) and all(isinstance(number, int) for number in value.values())


def _ordered(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split(".") if part.isdigit())


def restore_backup(*, file: Path, is_replacing: bool, tell: Callable[[str], None]) -> Contents:
    """Put the paper of a backup in place: all of it, or nothing.

    It raises NotABackup, too, and DataFolderInUse where somebody serves what would be replaced.

    Raises:
        RestoreFailed: there is a paper already, or this one cannot be put there.
    """
    owner = Path(settings.DATA_DIR).stat().st_uid
    if os.geteuid() == 0 != owner:
        name = pwd.getpwuid(owner).pw_name
        raise RestoreFailed(
            f"{settings.DATA_DIR} belongs to {name}, who could not read what root puts there. "
            f"Run it as that user: sudo -u {name} …"
        )
    with (
        server_lock.hold(Path(settings.DATA_DIR), command="standfirst restore"),
        swap.alone(is_waiting=True),
    ):
        if not is_replacing and not _has_nothing():
            raise RestoreFailed(
                f"there is a paper in {settings.DATA_DIR} already. Name an empty folder in STANDFIRST_DATA, "
                "or say --replace, and it is gone for good."
            )
        try:
            contents = _build_beside(file, tell)
        except DatabaseError as error:
            raise RestoreFailed(f"the database: {str(error).splitlines()[0]}") from error
        except OSError as error:
            full = f"the disk of {settings.DATA_DIR} is full. Make room"
            why = full if error.errno == errno.ENOSPC else str(error)
            raise RestoreFailed(f"{why}; what was there is as it was.") from error
        finally:
            tell("putting it in place")
            swap.put_in_place()  # or clearing away what does not count
    return contents


def _has_nothing() -> bool:
    try:
        is_made_here = _is_without_file() or is_empty()
    except DatabaseError:  # a damaged one is somebody's, too
        return False
    return is_made_here and not _has_media()


def _has_media() -> bool:
    if settings.MEDIA_BUCKET:
        return next(bucket.names(), None) is not None
    return any(files for _, _, files in os.walk(settings.MEDIA_ROOT, followlinks=True))


def _is_without_file() -> bool:
    return connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists()


def _build_beside(file: Path, tell: Callable[[str], None]) -> Contents:
    staging = Staging()
    staging.begin()
    contents = look_at(file, tell, partial(_keep, staging=staging))
    rows = takewhile(lambda entry: entry.place in {MANIFEST, ROWS}, read(file))
    if connection.vendor == "postgresql":
        with postgresql_anew():
            build(contents.state, rows, tell)
            staging.commit(transaction=transaction_number())
    else:
        with sqlite_at(staging.database):
            build(contents.state, rows, tell)
        staging.database.chmod(0o600)
        staging.commit()
    return contents


def _keep(entry: Entry, *, staging: Staging) -> None:
    """Put keys and pictures into the staging, for their owner only."""
    if entry.place == MEDIA:
        path = staging.new_media / entry.rest
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            shutil.copyfileobj(entry.file, file)
    elif entry.place == KEYS and entry.rest in {SECRET_KEY, *KEY_FILES}:
        content = entry.file.read()
        name = entry.rest
        if name == SETTINGS_FILE:
            content = _DATABASE_URL.sub(rb"# Of the site that was backed up: \g<0>", content)
            if (staging.data / SETTINGS_FILE).exists():
                name = f"{SETTINGS_FILE}.from-backup"
        path = staging.folder / name
        path.touch(mode=0o600)
        path.write_bytes(content)
