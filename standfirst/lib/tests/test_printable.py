from xml.etree import ElementTree as ET

import pytest

from standfirst.lib.names import printable


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\x85", "\ud800", "\ufffe", "\uffff"])
def test_leaves_nothing_that_a_feed_cannot_hold(sign: str):
    assert ET.fromstring(f"<a>{printable(f'a{sign}b')}</a>").text == "ab"  # noqa: S314 - our own


def test_keeps_lines_tabs_and_every_script():
    words = "a\n\tب é 😀"
    assert printable(words) == words
