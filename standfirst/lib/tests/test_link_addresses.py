"""Addresses that are only typed become links, without what stands around them."""

import pytest
from lxml import html

from standfirst.lib.html import render_comment


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
    ],
)
def test_finds_addresses(words: str, found: list[str]):
    assert links(words) == found


@pytest.mark.parametrize(
    "words",
    [
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
