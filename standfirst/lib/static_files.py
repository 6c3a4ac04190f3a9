"""Static files under hashed names, compressed once for each content: it is most of what a first start takes."""

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

import brotli
from servestatic.compress import Compressor
from servestatic.storage import CompressedManifestStaticFilesStorage

_DECOMPRESS = {".br": brotli.decompress, ".gz": gzip.decompress}
_DAMAGED = (brotli.error, zlib.error, EOFError, OSError)


class OnceCompressor(Compressor):
    """Leaves what is compressed already; and most files lie there twice, under their name and a hashed one."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - servestatic's own
        super().__init__(*args, **options)
        self._compressed: dict[tuple[str, bytes], bytes] = {}
        self._locks: dict[tuple[str, bytes], Lock] = {}

    def compress(self, path: str | os.PathLike[str]) -> list[str]:
        """Compress a file unless that was done; return the names of the compressed ones."""
        names = [f"{os.fspath(path)}{ending}" for ending in _DECOMPRESS]
        if not all(_holds(name, path) for name in names):
            return list(super().compress(path))
        seen = os.stat(path)
        for name in names:
            os.utime(name, (seen.st_atime, seen.st_mtime))
        return names

    def compress_brotli(self, data: bytes) -> bytes:
        """Return `data` compressed for browsers of today."""
        return self._once(".br", data, super().compress_brotli)

    def compress_gzip(self, data: bytes) -> bytes:
        """Return `data` compressed for all others."""
        return self._once(".gz", data, super().compress_gzip)

    def _once(self, ending: str, data: bytes, compress: Callable[[bytes], bytes]) -> bytes:
        key = ending, hashlib.sha256(data).digest()
        with self._locks.setdefault(key, Lock()):  # several threads compress
            if key not in self._compressed:
                self._compressed[key] = compress(data)
        return self._compressed[key]


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Servestatic's, with that compressor."""

    def create_compressor(self, **options: Any) -> Compressor:  # noqa: ANN401 - servestatic's own
        """Return what compresses the files of one run."""
        return OnceCompressor(**options)


def _holds(compressed: str, path: str | os.PathLike[str]) -> bool:
    """Tell whether a compressed file is there and holds what the file at `path` does."""
    try:
        return bool(
            _DECOMPRESS[compressed[-3:]](Path(compressed).read_bytes()) == Path(path).read_bytes()
        )
    except _DAMAGED:
        return False
