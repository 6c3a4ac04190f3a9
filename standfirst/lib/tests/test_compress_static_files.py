"""Brotli takes its time: no start compresses what an earlier one did, nor one content twice."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from django.core.management import call_command
from servestatic.compress import Compressor

from standfirst.lib.static_files import OnceCompressor

WORDS = b"What does the harbour wall cost? " * 100


@pytest.fixture
def compressed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """What was given to brotli, in order."""
    given: list[bytes] = []

    def note(data: bytes) -> bytes:
        given.append(data)
        return brotli.compress(data)

    monkeypatch.setattr(Compressor, "compress_brotli", staticmethod(note))
    return given


def test_compresses_again_what_changed_or_was_damaged(tmp_path: Path, compressed: list[bytes]):
    path = tmp_path / "page.css"
    path.write_bytes(WORDS)
    for damage in (b"", WORDS[:50], brotli.compress(WORDS)[:-5]):
        OnceCompressor(quiet=True).compress(path)
        OnceCompressor(quiet=True).compress(path)
        (tmp_path / "page.css.br").write_bytes(damage)
    path.write_bytes(WORDS * 2)
    OnceCompressor(quiet=True).compress(path)
    assert compressed == [WORDS, WORDS, WORDS, WORDS * 2]
    assert brotli.decompress((tmp_path / "page.css.br").read_bytes()) == WORDS * 2
    assert gzip.decompress((tmp_path / "page.css.gz").read_bytes()) == WORDS * 2


def test_collects_each_content_once_and_at_the_next_start_nothing(
    tmp_path: Path, compressed: list[bytes], settings: object
):
    settings.STATIC_ROOT = tmp_path / "static"  # type: ignore[attr-defined]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]  # type: ignore[attr-defined]
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.js").write_bytes(WORDS)
    (source / "page.css").write_bytes(b"a { background: url(page.js) }" * 20)
    settings.STATICFILES_DIRS = [source]  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "standfirst.lib.static_files.StaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert compressed.count(WORDS) == 1
    # The stylesheet lies there as it was written, and with the hashed name of the script.
    assert len(compressed) == 3
    assert len([*(tmp_path / "static").glob("page.*.br")]) == 4
    call_command("collectstatic", interactive=False, verbosity=0)
    assert len(compressed) == 3
