"""Addresses that are only typed become links, without what stands around them."""

from collections.abc import Iterator

import pytest
from lxml import html

from standfirst.lib.html import render_comment
from standfirst.lib.markdown import comment_parser


def links(words: str) -> list[str]:
    return html.fromstring(f"<div>{render_comment(words)}</div>").xpath("//a/@href")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("https://a.example", ["https://a.example"]),
        ("See http://a.example/b_c_d*e.", ["http://a.example/b_c_d*e"]),
        ("(https://a.example/x_(y))", ["https://a.example/x_(y)"]),
        ("**https://a.example**", ["https://a.example"]),
        ("https://a.example?q=1&r=2!", ["https://a.example?q=1&r=2"]),
        ("<https://a.example> [b](https://b.example)", ["https://a.example", "https://b.example"]),
        ("[https://a.example](https://b.example)", ["https://b.example"]),
        ("> https://a.example\n\n- https://b.example", ["https://a.example", "https://b.example"]),
        (
            "www.a.example/b_c, (WWW.b.example).",
            ["http://www.a.example/b_c", "http://WWW.b.example"],
        ),
        ("[a](www.b.example)", ["http://www.b.example"]),
        (
            "https://a.example/Schindler’s–Liste",
            ["https://a.example/Schindler%E2%80%99s%E2%80%93Liste"],
        ),
    ],
)
def test_finds_addresses(words: str, found: list[str]):
    assert links(words) == found


# Quotation marks of all languages, what ends sentences in them, and what the writer puts around an address.
AROUND = (
    "„X“ »X« «X» “X” ”X” ‚X‘ ‘X’ ‹X› 「X」 『X』 《X》 （X） 【X】 (X) [X] X… X... X— X– X。 X、 X， X！ X？ "  # noqa: RUF001
    "¿X? X، X؛ X؟ X۔ X। X· X“. X», X…” X\u200b"  # noqa: RUF001
)


@pytest.mark.parametrize("address", ["https://a.example/b", "www.a.example/b"])
def test_leaves_quotation_marks_and_ends_of_sentences_outside(address: str):
    found = {around: links(around.replace("X", address) + " so") for around in AROUND.split()}
    wanted = address if "://" in address else f"http://{address}"
    assert {around: link for around, link in found.items() if link != [wanted]} == {}


@pytest.mark.parametrize("after", ["—which", "。次に", "“, sagte", "…und", "」と"])
def test_ends_an_address_where_the_sentence_goes_on_without_a_gap(after: str):
    assert links(f"https://a.example/b{after}") == ["https://a.example/b"]


@pytest.mark.parametrize(
    "words",
    [
        "www.",
        "www.a",
        "awww.a.example",
        "b@www.a.example",
        "x.www.a.example",
        "[a](ibid)",
        "[a](javascript:b)",
        "`https://a.example`",
        "xhttps://a.example",
        "https://",
        "https://...",
        "javascript://x",
        "a:b",
    ],
)
def test_leaves_other_words_alone(words: str):
    assert links(words) == []


def test_follows_nothing_for_search_engines():
    assert 'rel="nofollow ugc noopener"' in render_comment("https://a.example")


@pytest.mark.parametrize("words", ["a:" * 20_000, "https://a(" * 8_000, "@a" * 20_000])
def test_takes_no_longer_than_it_must(words: str):
    assert render_comment(words)


def test_looks_through_the_names_once_however_often_somebody_is_mentioned():
    class Names(dict[str, str]):
        looks = 0

        def __iter__(self) -> Iterator[str]:
            self.looks += 1
            return super().__iter__()

    people = Names({"alice adler": "/a", "bob": "/b", "ali": "/c"})
    parser = comment_parser(is_address=lambda _: True)
    shown = parser.render("@Alice Adler, @bob, @nobody and @ali. " * 20, {"people": people})
    assert people.looks == 1
    assert [shown.count(f'href="/{place}"') for place in "abc"] == [20] * 3
