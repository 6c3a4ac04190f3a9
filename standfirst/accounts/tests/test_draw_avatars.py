"""Letters for a name, on a ground that stays the same."""

import pytest

from standfirst.accounts.avatars import COLOURS, colour_of, initials


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
