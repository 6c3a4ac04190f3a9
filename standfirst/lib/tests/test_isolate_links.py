"""Which way a comment runs is for its own words to say, not for a name, an address or code at its beginning."""

from html.parser import HTMLParser
from unicodedata import bidirectional

import pytest

from standfirst.lib.html import render_comment

PEOPLE = {"petra": "/discussion/comments/1/", "نورا": "/discussion/comments/2/"}
_WAYS = {"L": "ltr", "R": "rtl", "AL": "rtl"}


class AutoDirection(HTMLParser):
    """What `dir="auto"` around it comes to: that of the first letter which no `<bdi>` or `dir` keeps to itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.is_open, self.way = list[bool](), ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.is_open.append(tag == "bdi" or "dir" in dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self.is_open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.is_open):
            strong = filter(_WAYS.get, map(bidirectional, data))
            self.way = self.way or _WAYS.get(next(strong, ""), "")


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("@Petra שלום", "rtl"),
        ("@نورا that is a lot!", "ltr"),
        ("**@Petra** שלום", "rtl"),
        ("@Petra\n\nאמת", "rtl"),
        ("https://example.org/a שלום", "rtl"),
        ("www.example.org שלום", "rtl"),
        ("[Reuters](https://example.org) שלום", "rtl"),
        ("`ls -l` שלום", "rtl"),
        ("```\nls -l\n```\n\nאמת", "rtl"),
        ("שלום @Petra", "rtl"),
        ("@Petra, hello", "ltr"),
        # Nothing but a link: it is what the writer says.
        ("[שלום](https://example.org)", "rtl"),
        ("@نورا!", "rtl"),
    ],
)
def test_own_words_decide_which_way_a_comment_runs(words: str, way: str):
    assert AutoDirection(render_comment(words, people=PEOPLE)).way == way
