"""The file: a compressed tar archive, written and read from front to back, whatever its size.

`manifest.json` comes first: who made it, and the state of the database. Then rows, keys and pictures.
`end.json` comes last: what was counted, and a seal over the name, the size and every byte of all that
stands before it. Without a true one, the file was cut short or damaged.
"""

import gzip
import hashlib
import io
import json
import os
import stat
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from standfirst.lib.errors import Refused

FORMAT = 1
MANIFEST, END = "manifest.json", "end.json"
ROWS, KEYS, MEDIA = "rows", "keys", "media"
# Bytes of what is read into memory at once; a picture is not. Rows come a few megabytes at a time, and
# one that is larger than that alone.
_MOST = {MANIFEST: 16 << 20, END: 64 << 20, ROWS: 256 << 20, KEYS: 1 << 20}
# Of the headers before an entry, which hold its name.
_MOST_HEADERS = 1 << 20
_HEADERS = {
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.GNUTYPE_SPARSE,
}  # fmt: skip
# Pictures do not get smaller, and rows do at any level.
_LEVEL = 4
_AT_A_TIME = 1 << 20
_TRIES = 3
# What the libraries raise for a file that is damaged or cut short.
_DAMAGED = (gzip.BadGzipFile, EOFError, zlib.error, tarfile.TarError)


class NotABackup(Refused):
    """The file cannot be restored."""

    code = "not_a_backup"


class Unreadable(Exception):  # noqa: N818 - the world failed, not the code
    """A file that is there, but cannot be read."""


@dataclass(frozen=True)
class Entry:
    """One file in the archive, to be read before the next one is asked for."""

    name: str
    size: int
    file: IO[bytes]

    @property
    def place(self) -> str:
        """What it belongs to: ROWS, KEYS or MEDIA."""
        return self.name.partition("/")[0]

    @property
    def rest(self) -> str:
        """Its name there."""
        return self.name.partition("/")[2]


class Writer:
    """Writes entries one after the other; `end` must come last."""

    def __init__(self, file: IO[bytes], at: datetime) -> None:
        self._gzip = gzip.GzipFile("", "wb", _LEVEL, file, mtime=0)
        self._tar = tarfile.TarFile(fileobj=self._gzip, mode="w", format=tarfile.PAX_FORMAT)
        self._at = int(at.timestamp())
        self._seal = hashlib.sha256()

    def add(self, name: str, content: bytes) -> None:
        """Add what is in memory."""
        self._add(name, len(content), io.BytesIO(content))

    def add_json(self, name: str, value: object) -> None:
        """Add a value."""
        self.add(name, json.dumps(value, indent=1, ensure_ascii=False).encode())

    def add_file(self, name: str, path: Path) -> int:
        """Add a file as it is now and return its size. What changes meanwhile is added again: the last one counts.

        It raises FileNotFoundError where it is gone.

        Raises:
            Unreadable: it cannot be read, or is no ordinary file.
        """
        with _opened(path) as file:
            for _ in range(_TRIES):
                before = os.fstat(file.fileno())
                file.seek(0)
                steady = _Steady(file)
                self._add(name, before.st_size, steady)
                if steady.is_broken:
                    raise Unreadable(path)
                after = os.fstat(file.fileno())
                if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
                    break
        return before.st_size

    def add_stream(self, name: str, size: int, file: IO[bytes]) -> int:
        """Add what is read to its end from where nothing changes meanwhile, and return its size."""
        self._add(name, size, file)
        return size

    def end(self, counted: dict[str, Any]) -> None:
        """Seal it."""
        self.add_json(END, {**counted, "seal": self._seal.hexdigest()})
        self._tar.close()
        self._gzip.close()

    def _add(self, name: str, size: int, file: "IO[bytes] | _Steady") -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = size, 0o600, self._at
        self._seal.update(_head(name, size))
        self._tar.addfile(entry, _Sealing(file, self._seal))
        self._tar.members.clear()  # type: ignore[attr-defined]  # it would remember each file


def _opened(path: Path) -> IO[bytes]:
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unreadable(path) from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise Unreadable(path)
    return open(file, "rb")


class _Steady:
    """Reads as much of a file as its size was: zeros where it became shorter, or the disk does not give it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.is_broken = file, False

    def read(self, size: int = -1) -> bytes:
        try:
            return self._file.read(size).ljust(size, b"\0")
        except OSError:
            self.is_broken = True
            return bytes(size)


class _Sealing:
    """Takes down what is read."""

    def __init__(self, file: "IO[bytes] | _Steady", seal: Any) -> None:  # noqa: ANN401 - hashlib names no type
        self._file, self._seal = file, seal

    def read(self, size: int = -1) -> bytes:
        read = self._file.read(size)
        self._seal.update(read)
        return read


class _Unpacked(_Sealing):
    """What is read of an entry, by whoever was given it: it may be damaged in the middle."""

    def __init__(self, path: Path, file: IO[bytes], seal: Any) -> None:  # noqa: ANN401
        super().__init__(file, seal)
        self._path = path

    def read(self, size: int = -1) -> bytes:
        try:
            return super().read(size)
        except _DAMAGED as error:
            raise damaged(self._path) from error


def read(path: Path) -> Iterator[Entry]:
    """Yield the manifest, all entries, and what stands at the end, which has been checked by then.

    Raises:
        NotABackup: it is something else, damaged, cut short, or names places outside of a backup.
    """
    try:
        with gzip.open(path, "rb") as unpacked:
            yield from _entries(path, unpacked)
            while unpacked.read(_AT_A_TIME):  # gzip's own sum comes last
                pass
    except (*_DAMAGED, ValueError, RecursionError) as error:
        raise damaged(path) from error
    except IsADirectoryError as error:
        raise NotABackup(
            f"{path} is a folder. Name a file that standfirst backup wrote."
        ) from error
    except FileNotFoundError as error:
        raise NotABackup(f"{path} is not there.") from error
    except PermissionError as error:
        raise NotABackup(f"{path} cannot be read by this user.") from error


def _entries(path: Path, unpacked: gzip.GzipFile) -> Iterator[Entry]:
    try:
        tar = tarfile.open(fileobj=unpacked, mode="r|", tarinfo=_SmallHeaders)  # noqa: SIM115 - it holds nothing but `unpacked`
    except (gzip.BadGzipFile, tarfile.TarError) as error:
        raise NotABackup(f"{path} is no backup of Standfirst.") from error
    seal, is_first = hashlib.sha256(), True
    while member := tar.next():
        tar.members.clear()  # type: ignore[attr-defined]  # it would remember each file
        _refuse_other_places(path, member, is_first=is_first)
        file = tar.extractfile(member)
        if member.name == END:
            yield _check_end(path, file.read() if file else b"", seal.hexdigest())
            if tar.next():
                raise damaged(path)
            return
        seal.update(_head(member.name, member.size))
        sealing = _Unpacked(path, file, seal)  # type: ignore[arg-type]  # an ordinary file has content
        yield Entry(member.name, member.size, sealing)  # type: ignore[arg-type]
        while sealing.read(_AT_A_TIME):
            pass
        is_first = False
    raise damaged(path)


class _SmallHeaders(tarfile.TarInfo):
    """Headers of a size that may be read whole, as the library does; `_proc_member` is there to be overridden."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _HEADERS and self.size > _MOST_HEADERS:
            raise tarfile.ReadError("a header is too large")
        return super()._proc_member(tar)  # type: ignore[misc, no-any-return]  # typeshed has none


def _refuse_other_places(path: Path, member: tarfile.TarInfo, *, is_first: bool) -> None:
    parts = member.name.split("/")
    is_safe = not {"", ".", ".."} & set(parts) and "\0" not in member.name
    is_ours = member.name in {MANIFEST, END} or (parts[0] in {ROWS, KEYS, MEDIA} and len(parts) > 1)
    if member.type not in {tarfile.REGTYPE, tarfile.AREGTYPE} or not is_safe or not is_ours:
        raise NotABackup(
            f"{path} is no backup of Standfirst: “{member.name[:100]}” has no place in one."
        )
    if is_first != (member.name == MANIFEST):
        raise NotABackup(f"{path} is no backup of Standfirst.")
    if member.size > _MOST.get(parts[0], member.size):
        raise damaged(path)


def _check_end(path: Path, content: bytes, seal: str) -> Entry:
    end = json.loads(content)
    if not isinstance(end, dict) or end.get("seal") != seal:
        raise damaged(path)
    return Entry(END, len(content), io.BytesIO(content))


def _head(name: str, size: int) -> bytes:
    return f"{name}\0{size}\0".encode("utf-8", "surrogateescape")


def damaged(path: Path) -> NotABackup:
    """Return the refusal of a file that says what cannot be."""
    return NotABackup(
        f"{path} is damaged, or was cut short. Nothing was changed. Take another backup."
    )
