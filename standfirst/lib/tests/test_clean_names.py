import sys

import pytest

from standfirst.lib.names import clean_name, is_blank


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3164", "\u200b\u2060", "\u0301", "\u2028"])
def test_what_nobody_sees_is_blank(text: str):
    assert is_blank(text)
    assert not clean_name(text)


@pytest.mark.parametrize("text", ["a", " .", "\u200b1", "🦀", "é", "\u0301e"])
def test_what_is_seen_is_not_blank(text: str):
    assert not is_blank(text)


def test_blank_is_what_leaves_no_name():
    letters = map(chr, range(0, sys.maxunicode, 7))
    assert not [hex(ord(it)) for it in letters if is_blank(it) is bool(clean_name(it))]
