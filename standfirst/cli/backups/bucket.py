"""The pictures and files of a paper that keeps them in a bucket."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from .archive import Unreadable, Writer


def names() -> Iterator[str]:
    """Yield the names of all files, as they are met."""
    return iter(_storage().all_names())


def add(archive: Writer, name: str, entry: str) -> int:
    """Add a file to an archive as `entry` and return its size.

    It raises FileNotFoundError where it is gone.

    Raises:
        Unreadable: the bucket does not give it.
    """
    try:
        with _storage().open(name) as file:
            return archive.add_stream(entry, file.size, file.file)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unreadable(name) from error


def replace_all(folder: Path) -> None:
    """Let the bucket hold what is in `folder`, and nothing else; what was begun can be done again."""
    kept = set()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            with path.open("rb") as file:
                _storage().put_back(name, file)
            kept.add(name)
    for name in names():
        if name not in kept:
            _storage().delete(name)


def _storage() -> Any:  # noqa: ANN401 - that of the bucket, which is not loaded where there is none
    return default_storage
