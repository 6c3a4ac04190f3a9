"""Links pasted from other programs lead where they are meant to."""

import json

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from standfirst.publishing.blocks import FEATURES
from standfirst.publishing.pasted import led_on


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("https://www.google.com/url?q=https://example.org/a%3Fb%3D1&sa=D", "https://example.org/a?b=1"),
        ("https://www.google.co.uk/url?sa=t&url=https://example.org/", "https://example.org/"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F&data=05",
            "https://example.org/",
        ),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
        ("https://www.google.com/search?q=https://example.org/", "https://www.google.com/search?q=https://example.org/"),
        ("https://google.com.evil.example/url?q=https://a.example/", "https://google.com.evil.example/url?q=https://a.example/"),
        ("#source-1", "#source-1"),
        ("https://[broken/url?q=1", "https://[broken/url?q=1"),
    ],
)  # fmt: skip
def test_a_redirect_is_followed_in_writing(pasted: str, meant: str):
    assert led_on(pasted) == meant


def test_so_is_one_in_a_text_when_it_is_saved():
    url = "https://www.google.com/url?q=https://example.org/"
    content = {
        "blocks": [
            {
                "key": "a", "text": "there", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 5, "key": 0}],
            }
        ],
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": url}}},
    }  # fmt: skip
    saved = ContentstateConverter(FEATURES).to_database_format(json.dumps(content))
    assert '<a href="https://example.org/">there</a>' in saved
