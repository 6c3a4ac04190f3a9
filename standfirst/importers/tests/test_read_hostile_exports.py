"""What an export may hold costs time in proportion to its length, however it was made up."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from standfirst.importers.wordpress.opening import Stream
from standfirst.importers.wordpress.reader import read_export
from standfirst.lib.errors import Refused

from .old_paper import OldItem, export_xml

# Four times the words: squares would take 16 times as long. NOISE in seconds.
GROWTH, NOISE = 8, 0.06


def _growth(read: Callable[[int], object], short: int) -> str:
    """Say how long `read` took where four times as much took too long, else nothing."""
    before = _took(read, short)
    after = min(_took(read, 4 * short) for _ in range(2))
    return f"{before:.3f} s, then {after:.3f} s" if after > before * GROWTH + NOISE else ""


def _took(read: Callable[[int], object], length: int) -> float:
    started = time.process_time()
    read(length)
    return time.process_time() - started


def test_elements_in_elements_are_refused_before_they_take_long(tmp_path: Path):
    def read(depth: int) -> None:
        file = tmp_path / f"{depth}.xml"
        nested = f"<x>{'<x>' * depth}{'</x>' * depth}</x><wp:post_id>"
        file.write_text(export_xml(OldItem(1)).replace("<wp:post_id>", nested, 1))
        with pytest.raises(Refused, match="more than 100 elements"):
            list(read_export(Stream(file)))

    assert _growth(read, 4_000) == ""
