"""Letters for a name, on a ground of which anybody can read them."""

import re
from pathlib import Path

import pytest

from standfirst.accounts.avatars import COLOURS, colour_of, initials
from standfirst.publishing import colours, stylesheet

PAIR = re.compile(r"\.avatar-(\d) \{ background: light-dark\((#\w{6}), (#\w{6})\)")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Alice Adler", "AA"),
        ("alice", "A"),
        ("Anonymous", "A"),
        ("Jean-Luc de la Tour", "JT"),
        ("  (Bob)  Stone ", "BS"),
        ("ß eta", "SE"),
        ("فاطمة الزهراء", "ف"),
        ("דנה לוי", "ד"),
        ("山田 太郎", "山"),
        ("김 철수", "김"),
        ("Ωμέγα Άλφα", "ΩΆ"),
        ("4 Pier", "4P"),
        ("🦀", "🦀"),
        ("👩\u200d👧 family", "F"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("👋🏽", "👋🏽"),
        ("🇩🇰🇸🇪", "🇩🇰"),
        ("!!!", "!"),
        ("", "?"),
        ("   ", "?"),
    ],
)
def test_finds_the_letters(name: str, letters: str):
    assert initials(name) == letters


def test_keeps_the_ground_of_a_key_for_ever():
    assert [colour_of(str(number)) for number in range(6)] == [1, 7, 5, 3, 0, 6]
    assert {colour_of(str(number)) for number in range(200)} == set(range(COLOURS))


def test_every_pair_can_be_read_in_both_schemes():
    sheet = (Path(stylesheet.__file__).parent / "static/standfirst/css/avatar.css").read_text()
    found = PAIR.findall(sheet)
    assert {int(number) for number, _, _ in found} | {6} == set(range(COLOURS))
    for _, on_light, on_dark in [*found, ("6", "#454e53", "#b6bdbd")]:
        assert colours.contrast(on_light, "#fcfcfa") >= 4.5
        assert colours.contrast(on_dark, "#111618") >= 4.5
