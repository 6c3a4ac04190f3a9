"""A paragraph that runs the other way than the page says so, whoever wrote it and wherever it is read."""

import json

import pytest
from django.test import Client

from standfirst.publishing.direction import direction_of, with_directions
from standfirst.publishing.testing import make_article

HEBREW, ARABIC = "שלום עולם.", "أعلنت BBC أن المدينة آمنة."


@pytest.mark.parametrize(
    ("words", "way"),
    [
        (HEBREW, "rtl"),
        ("BBC أعلنت أن المدينة آمنة", "rtl"),
        ("See שלום at https://harbour.example/a", "ltr"),
        ("12 – 40 %", ""),
        ("שלום peace", ""),
        ("", ""),
    ],
)
def test_most_of_the_words_decide(words: str, way: str):
    assert direction_of(words) == way


@pytest.mark.parametrize(
    ("around", "html", "laid_out"),
    [
        ("ltr", "<p>Peace.</p>", "<p>Peace.</p>"),
        ("ltr", f"<p>a</p><p><b>{HEBREW}</b></p>", f'<p>a</p><p dir="rtl"><b>{HEBREW}</b></p>'),
        ("ltr", f"<ul><li>{HEBREW}</li></ul>", f'<ul dir="rtl"><li>{HEBREW}</li></ul>'),
        ("ltr", f"<ul><li>{HEBREW}</li><li>a b c d</li></ul>", f'<ul><li dir="rtl">{HEBREW}</li><li>a b c d</li></ul>'),
        ("ltr", f'<p dir="rtl">a</p><p dir="ltr">{HEBREW}</p>', f'<p dir="rtl">a</p><p dir="ltr">{HEBREW}</p>'),
        ("ltr", f'<div dir="rtl"><p>{HEBREW}</p></div>', f'<div dir="rtl"><p>{HEBREW}</p></div>'),
        ("ltr", f'<h2 id="a" title="x>y">{HEBREW}</h2>', f'<h2 id="a" title="x>y" dir="rtl">{HEBREW}</h2>'),
        ("ltr", f"<pre><code>{HEBREW}</code></pre>", f"<pre><code>{HEBREW}</code></pre>"),
        ("ltr", f"<p>a<br>{HEBREW}</p></div>", f'<p dir="rtl">a<br>{HEBREW}</p></div>'),
        ("ltr", "<p><bdi>Petra Adler</bdi> שלום</p>", '<p dir="rtl"><bdi>Petra Adler</bdi> שלום</p>'),
        ("rtl", f"<p>{ARABIC}</p><p>Peace.</p>", f'<p>{ARABIC}</p><p dir="ltr">Peace.</p>'),
    ],
)  # fmt: skip
def test_only_what_runs_the_other_way_says_so(around: str, html: str, laid_out: str):
    assert with_directions(html, around) == laid_out


@pytest.mark.django_db
def test_words_in_every_kind_of_block_are_turned(client: Client):
    blocks = [
        {"type": "text", "value": f"<p>Peace be.</p><p>{HEBREW}</p><ol><li>{HEBREW}</li></ol>"},
        {"type": "heading", "value": {"text": HEBREW, "level": "2"}},
        {"type": "quote", "value": {"text": f"<p>{HEBREW}</p>", "attribution": "", "source_url": ""}},
        {"type": "pull_quote", "value": {"text": HEBREW, "attribution": ""}},
        {"type": "html", "value": f"<dl><dt>{HEBREW}</dt></dl>"},
    ]  # fmt: skip
    make_article("Wall", slug="wall", body=json.dumps(blocks))
    page = client.get("/harbour/wall/").content.decode()
    text = page[page.index("Peace be.") :]
    assert text.count('dir="rtl"') == 6
    feed = client.get("/feed.json").json()["items"][0]["content_html"]
    assert feed.count('dir="rtl"') == 6
