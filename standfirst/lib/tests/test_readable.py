"""What a stranger writes stays in its line and goes the way it is read."""

from collections.abc import Callable

import pytest

from standfirst.lib.html import plain_text, render_comment, sanitise_comment
from standfirst.lib.names import clean_name, readable

ACCENT = "\u0301"
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("clean", [readable, clean_name])
def test_cuts_what_would_be_drawn_over_other_lines(clean: Callable[[str], str]):
    assert clean(f"x{ACCENT * 4_900}y") == f"x{ACCENT * 8}y"
    assert clean("x" + f"{ACCENT}\u200d" * 100).count(ACCENT) == 8


@pytest.mark.parametrize("turn", TURNS)
def test_drops_what_turns_the_line_round(turn: str):
    assert readable(f"a{turn}b") == clean_name(f"a{turn}b") == "ab"


@pytest.mark.parametrize(
    "words",
    [
        "בְּרֵאשִׁ֖ית בָּרָ֣א",  # with every mark for chanting
        "ཧྐྵྨླྺྼྻྂ",  # as many as Tibetan stacks
        "क्षत्रिय क्‌ष",
        "می‌خواهم",
        "ที่นี้ Việt Nam",
        "👩🏽‍🚀 🏴\U000e0067\U000e0062\U000e007f ❤️",
        "\u200fשלום (a) line\n\tand another",  # noqa: RUF001
    ],
)
def test_keeps_every_language(words: str):
    assert readable(words) == words


@pytest.mark.parametrize("turn", ["&#x202E;", "&#8238;", "[a](/ '&#x202E;')\u202e"])
def test_drops_in_what_is_rendered_what_was_written_as_a_number(turn: str):
    assert "\u202e" not in render_comment(f"a {turn} b")


def test_cuts_what_is_rendered_through_its_mark_up():
    written = sanitise_comment("x" + f"<em>{ACCENT * 8}</em>&#x301;" * 20)
    assert plain_text(written).count(ACCENT) == 8
