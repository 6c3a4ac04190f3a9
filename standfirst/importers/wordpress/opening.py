"""Opens an export, plain or compressed, as a stream of bytes, and says how far it has been read."""

import gzip
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from .refusals import NotAnExport, UnreadableFile

CHUNK = 64 * 1024
"""Bytes per step: small beside the memory of a process, large beside the cost of a step."""

GZIP = b"\x1f\x8b"
XZ = b"\xfd7zXZ\x00"
FOREIGN = {
    b"PK\x03\x04": "a zip archive: unpack it first and give the .xml file inside",
    b"BZh": "compressed with bzip2: unpack it first, or compress it with gzip or xz",
    b"\x28\xb5\x2f\xfd": "compressed with zstd: unpack it first, or compress it with gzip or xz",
}


class Stream:
    """The unpacked bytes of one file, in chunks; `position` and `size` count the bytes of the file on disk."""

    def __init__(self, path: Path) -> None:
        """Look at `path` without reading it.

        Raises:
            UnreadableFile: there is no such file.
        """
        self.path = path
        self.position = 0
        try:
            if not path.is_file():
                raise UnreadableFile(f"{path}: there is no such file.")
            self.size = path.stat().st_size
        except OSError as error:
            raise UnreadableFile(f"{path}: cannot be read ({error.strerror}).") from error

    def chunks(self) -> Iterator[bytes]:
        """Yield the unpacked bytes.

        Raises:
            UnreadableFile: the disk, or the compression, is damaged.
        """
        try:
            with self.path.open("rb") as raw, _unpacked(raw, self.path) as source:
                while chunk := source.read(CHUNK):
                    self.position = raw.tell()
                    yield chunk
        except EOFError as error:
            raise UnreadableFile(
                f"{self.path}: the compressed file is cut short. Copy it again, or export it again."
            ) from error
        except (lzma.LZMAError, zlib.error, gzip.BadGzipFile) as error:
            raise UnreadableFile(
                f"{self.path}: the compression is damaged ({error}). Copy it again, or export it again."
            ) from error
        except OSError as error:
            raise UnreadableFile(f"{self.path}: cannot be read ({error.strerror}).") from error


def _unpacked(raw: BinaryIO, path: Path) -> BinaryIO:
    start = raw.read(6)
    raw.seek(0)
    if start.startswith(GZIP):
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    if start.startswith(XZ):
        return cast(BinaryIO, lzma.LZMAFile(raw))
    for mark, what in FOREIGN.items():
        if start.startswith(mark):
            raise NotAnExport(f"{path}: this is {what}.")
    return raw
