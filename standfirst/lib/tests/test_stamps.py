"""Words that say since when what pages show is as it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from standfirst.lib.stamps import EVERYTHING, Stamps, noted


@pytest.fixture
def stamps(tmp_path: Path) -> Stamps:
    return Stamps(tmp_path / "stamps")


def test_what_is_kept_under_another_key_stays(stamps: Stamps):
    one, other = (noted(stamps.now(), [key]) for key in ("thread:1", "thread:2"))
    stamps.change(["thread:1"])
    assert not stamps.is_current(one)
    assert stamps.is_current(other)


def test_everything_is_everything(stamps: Stamps):
    kept = noted(stamps.now(), ["thread:1"])
    stamps.change([EVERYTHING])
    assert not stamps.is_current(kept)


def test_another_process_sees_it_at_once(stamps: Stamps, tmp_path: Path):
    kept = noted(stamps.now(), ["thread:1"])
    change = "import sys, pathlib; from standfirst.lib.stamps import Stamps; Stamps(pathlib.Path(sys.argv[1])).change(['thread:1'])"
    subprocess.run([sys.executable, "-c", change, tmp_path / "stamps"], check=True)
    assert not stamps.is_current(kept)


def test_a_start_anew_finds_the_same_words(stamps: Stamps, tmp_path: Path):
    stamps.change(["thread:1"])
    assert Stamps(tmp_path / "stamps").now() == stamps.now()


def test_a_file_that_is_too_short_is_made_whole(tmp_path: Path):
    (tmp_path / "stamps").write_bytes(b"\x01" * 100)
    Stamps(tmp_path / "stamps").change(["thread:1"])


def test_all_words_are_one_object_as_long_as_nothing_changes(stamps: Stamps):
    """Thousands of pages may be on their way at once, each with its own."""
    before = stamps.now()
    assert stamps.now() is before
    stamps.change(["thread:1"])
    assert stamps.now() != before
