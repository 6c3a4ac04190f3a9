"""What an export may hold costs time in proportion to its length, however it was made up."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from standfirst.importers.wordpress.bodies import convert_body
from standfirst.importers.wordpress.bodies.around import (
    BEYOND,
    LONGEST_OF_PATTERNS,
    MOST_PATTERNS,
)
from standfirst.importers.wordpress.bodies.convert import Walker
from standfirst.importers.wordpress.bodies.results import Beside
from standfirst.importers.wordpress.opening import Stream
from standfirst.importers.wordpress.reader import read_export
from standfirst.lib.errors import Refused

from .old_paper import OldItem, export_xml
from .test_convert_bodies import Places, _block

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


@pytest.mark.parametrize("levels", [12, 40])
def test_patterns_that_double_at_each_level_end_and_what_is_not_shown_is_counted(levels: int):
    class Doubling(Places):
        def pattern(self, wordpress_id: int) -> str:
            if wordpress_id == levels:
                return "<p>ha</p>"
            return f'<p>{wordpress_id}</p><!-- wp:block {{"ref":{wordpress_id + 1}}} /-->' * 2

    result = convert_body('<!-- wp:block {"ref":1} /--><p>The end.</p>', Doubling())
    written = "".join(str(block.value) for block in result.blocks)
    assert written.endswith("<p>The end.</p>")
    assert result.found["block"] - result.left_out[BEYOND] == MOST_PATTERNS


def test_patterns_that_are_long_end_too_and_what_is_not_shown_is_counted():
    class Long(Places):
        def pattern(self, _: int) -> str:
            return f"<p>{'long ' * 50_000}</p>"

    result = convert_body('<!-- wp:block {"ref":1} /-->' * 10 + "<p>The end.</p>", Long())
    written = "".join(str(block.value) for block in result.blocks)
    assert len(written) < LONGEST_OF_PATTERNS
    assert result.found["block"] == written.count("</p>") - 1 + result.left_out[BEYOND] == 10


BODIES: dict[str, Callable[[int], str]] = {
    "blanks": lambda n: f"a{' ' * n}b",
    "tabs": lambda n: "a" + "\t" * n + "b",
    "blanks without a break": lambda n: f"<p>a{'&nbsp;' * n}b</p>",
    "wide blanks": lambda n: "<p>a" + "\u3000" * n + "b</p>",
    "line breaks": lambda n: f"a{'<br>' * n}b",
    "line breaks in a block": lambda n: _block("paragraph", f"<p>a{'<br>' * n}b</p>"),
    "lines": lambda n: "a" + "\n" * n + "b",
    "blanks and lines": lambda n: "a" + " \n" * n + "b",
    "boxes": lambda n: f"{'<div>' * n}a b{'</div>' * n}",
    "lists": lambda n: f"{'<ul><li>' * n}a b{'</li></ul>' * n}",
    "quotes": lambda n: f"{'<blockquote>' * n}a b{'</blockquote>' * n}",
    "bold": lambda n: f"<p>{'<b><i>' * n}a b{'</i></b>' * n}</p>",
    "paragraphs": lambda n: "<p>a b</p>" * n,
}


@pytest.mark.parametrize("name", BODIES)
def test_no_body_takes_long_and_its_words_stay(name: str):
    def read(length: int) -> None:
        blocks = convert_body(BODIES[name](length), Places()).blocks
        written = re.sub(r"<[^>]*>|\s", "", "".join(str(block.value) for block in blocks))
        assert "ab" in written

    assert _growth(read, 2_000) == ""


def test_paragraphs_are_not_copied_for_each_that_follows():
    def write(paragraphs: int) -> None:
        walker = Walker(Places(), Beside())
        for _ in range(paragraphs):
            walker.add("text", paragraph)

    paragraph = f"<p>{'long ' * 20_000}</p>"
    assert _growth(write, 200) == ""
    blocks = convert_body("<p>a</p><p>b</p><h2>c</h2><p>d</p><p>e</p>", Places()).blocks
    assert [block.type for block in blocks] == ["text", "heading", "text"]
    assert [blocks[0].value, blocks[2].value] == ["<p>a</p><p>b</p>", "<p>d</p><p>e</p>"]
