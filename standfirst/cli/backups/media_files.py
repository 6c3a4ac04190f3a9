"""The pictures and files of a paper, wherever links lead: another disk is a usual place for them."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from . import swap


def files(media: Path) -> Iterator[tuple[str, Path]]:
    """Yield all files below the folder of pictures and their names, in no order, as they are met.

    What cannot be looked into is among them, and so is a link that is not followed: nobody can read it
    as a file, and a backup must say so.
    """
    yield from _files(media, "", ())


def _files(folder: Path, prefix: str, parents: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    here = (*parents, folder)
    name = prefix.rstrip("/") or folder.name
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not parents and entry.name in swap.OWN_FOLDERS:
                    continue
                path = Path(entry.path)
                if entry.is_dir(follow_symlinks=False) or _is_followed(path, here):
                    yield from _files(path, f"{prefix}{entry.name}/", here)
                else:
                    yield f"{prefix}{entry.name}", path
    except FileNotFoundError:
        if folder.is_symlink():  # to a disk that is away; what is not there at all was deleted
            yield name, folder
    except OSError:
        yield name, folder


def _is_followed(path: Path, parents: tuple[Path, ...]) -> bool:
    """Whether a link leads to a folder that the site may take for its own, and not back to where we are."""
    try:
        link, target, media = path.lstat(), path.stat(), parents[0].stat()
        place = path.resolve(strict=True)
        is_above = any(parent.resolve().is_relative_to(place) for parent in parents)
    except OSError:
        return False
    is_folder = stat.S_ISLNK(link.st_mode) and stat.S_ISDIR(target.st_mode)
    return is_folder and not is_above and _is_chosen(link, target, media)


def _is_chosen(link: os.stat_result, target: os.stat_result, media: os.stat_result) -> bool:
    # Root may take a backup: it must not carry off what the paper itself could not read.
    return link.st_uid == 0 or target.st_uid == media.st_uid
