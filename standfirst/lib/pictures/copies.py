"""Copies of a bucket's pictures on this machine's disk, from where they are served.

A name never gets another content, so a copy is never wrong; but what was deleted must go everywhere. So each copy is
good for an hour and then asked for again, and one that nobody asked for in a day is dropped. What stands on the disk's own
clock (ctime) says when it was last asked for; the picture's own time is that of the bucket, the same on all machines.
"""

import logging
import os
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

_LONGEST = 250  # letters; what Wagtail names is shorter

log = logging.getLogger("standfirst.pictures")

GOOD_FOR = 3600.0
UNASKED_FOR = 24 * 3600.0
"""Seconds."""
FOLDER = "images"
"""Of what is served so, in the folder of uploads; what else is there is served by views of its own."""


def is_fresh(name: str) -> bool:
    """Tell whether there is a copy that need not be asked for."""
    place = _place(name)
    try:
        return place is not None and time.time() - place.stat().st_ctime < GOOD_FOR
    except OSError:
        return False


def fetch(name: str) -> None:
    """Have a copy on the disk of what is in the bucket; where it is not there, none."""
    place = _place(name)
    if place is None:
        return
    storage: Any = default_storage
    try:
        had = place.stat().st_mtime if place.exists() else None
        found = storage.changed_since(name, datetime.fromtimestamp(had, UTC) if had else None)
        if found:
            _write(place, *found)
        elif had:
            os.utime(place, (had, had))
    except FileNotFoundError:
        forget(name)
    except OSError:  # the copy that is there is better than none
        log.warning("picture_not_fetched", exc_info=True)


def forget(name: str) -> None:
    """Drop a copy."""
    with suppress(OSError):
        if place := _place(name):
            place.unlink()


def sweep() -> int:
    """Drop what nobody asked for in a day; returns how many there were."""
    dropped = 0
    for parent, _folders, files in os.walk(Path(settings.MEDIA_ROOT) / FOLDER):
        for file in files:
            with suppress(OSError):
                path = Path(parent, file)
                if time.time() - path.stat().st_ctime > UNASKED_FOR:
                    path.unlink()
                    dropped += 1
    return dropped


def _place(name: str) -> Path | None:
    """Return where a copy lies; None where a name is none of a picture in its sizes."""
    parts = name.split("/")
    is_name = len(parts) > 1 and parts[0] == FOLDER and "\0" not in name and len(name) <= _LONGEST
    if not is_name or any(not part or part.startswith(".") for part in parts):
        return None
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are no text
        return None
    return Path(settings.MEDIA_ROOT).joinpath(*parts)


def _write(place: Path, file: Any, kept_at: datetime) -> None:  # noqa: ANN401 - the library's own
    """Put a file where nobody ever sees half of it."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as unfinished:
        try:
            for part in file.iter_chunks(1 << 16):
                unfinished.write(part)
            unfinished.flush()
            os.utime(unfinished.name, (kept_at.timestamp(), kept_at.timestamp()))
            os.replace(unfinished.name, place)
        except BaseException:
            os.unlink(unfinished.name)
            raise
