"""The article's text, where words stand in it, and notes beside them."""

import json
import re

import pytest
from django.utils.safestring import mark_safe

from standfirst.publishing.anchors import ArticleText, MarginNote, Span, hang
from standfirst.publishing.body import Body, Part
from standfirst.publishing.claims import find_passages
from standfirst.publishing.sources import Source
from standfirst.publishing.testing import make_article

SOURCES = [Source(number=number, who=f"Source {number}") for number in (1, 2)]


def body(*texts: str) -> Body:
    return Body(
        tuple(Part("text", text, passages=find_passages(text, sources=SOURCES)) for text in texts)
    )


def note(quote: str, **given: object) -> MarginNote:
    mark = mark_safe('<a class="feedback" href="/q/">2</a>')
    aside = mark_safe("<aside>Is it so?</aside>")
    return MarginNote("passage-1", quote, mark, aside, **given)


def laid_out(hung: Body) -> str:
    return "|".join(
        passage.html + "".join(passage.notes) for part in hung.parts for passage in part.passages
    )


CLAIMED = '<p>Stone rose, <a href="#source-1">said <b>the office</b></a>, by\n 2.3&nbsp;million &amp; more.</p>'


def test_reads_paragraphs_and_items_on_lines_of_their_own():
    text = ArticleText(
        body("<p>One  <i>two</i><br>three.</p><ul><li>a</li><li>b</li></ul>", "<p>c</p>")
    )
    assert text.text == "One two three.\na\nb\nc"


def test_reads_no_number_of_a_claim():
    text = ArticleText(body(CLAIMED))
    assert text.text == "Stone rose, said the office, by 2.3 million & more."


@pytest.mark.django_db
def test_reads_an_article_as_its_readers_do():
    words = [
        {"type": "text", "value": "<p>The council meets.</p>"},
        {"type": "heading", "value": {"text": "Money", "level": "2"}},
        {"type": "text", "value": "<p>It pays.</p>"},
    ]
    article = make_article(body=json.dumps(words), dateline="ASKE")
    assert ArticleText(article.reading).text == "ASKE \u2013 The council meets.\nIt pays."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("the office, by 2.3 million", 1),
        ("  the\noffice,\u00a0by 2.3  million ", 1),
        ("said the office1, by", 1),
        ("the harbour", 0),
        ("", 0),
        ("o", 5),
    ],
)
def test_finds_words_as_they_are_copied(quote: str, found: int):
    text = ArticleText(body(CLAIMED))
    spans = text.find(quote)
    assert len(spans) == found
    if found == 1:
        assert text.words_of(spans[0]) == re.sub("office1", "office", " ".join(quote.split()))


def test_finds_words_with_quotation_marks_of_a_keyboard():
    text = ArticleText(body("<p>He said “it’s done”.</p>"))
    (span,) = text.find('"it\'s done"')
    assert text.words_of(span) == "“it’s done”"


def test_finds_no_words_of_two_paragraphs():
    assert ArticleText(body("<p>One two</p><p>three</p>")).find("two three") == []


def test_tells_places_apart_by_what_stands_around():
    text = ArticleText(body("<p>A wall. Then a wall fell. The wall.</p>"))
    assert len(text.find("wall")) == 3
    (span,) = text.find("wall", prefix="Then a ", suffix=" fell")
    assert text.around(span) == ("A wall. Then a ", " fell. The wall.")


def test_keeps_what_stood_around_within_the_paragraph():
    text = ArticleText(body("<p>Before</p><p>the wall</p><p>after</p>"))
    assert text.around(text.find("wall")[0]) == ("the ", "")


def test_locates_by_place_then_by_words():
    text = ArticleText(body("<p>a wall, a wall</p>"))
    assert text.locate("a wall", start=8) == Span(8, 14)
    assert text.locate("a wall", start=3) is None
    assert text.locate("a wall", start=None) is None
    assert text.locate(", a", start=99) == Span(6, 9)


def test_hands_back_a_body_without_notes():
    given = body(CLAIMED)
    assert hang(given, []).body is given


def test_marks_a_passage_and_hangs_its_note_beside_its_paragraph():
    hung = hang(body("<p>One.</p><p>Two &lt;three&gt; four.</p><p>Five.</p>"), [note("<three>")])
    assert laid_out(hung.body) == (
        '<p>One.</p>|<p>Two <span class="passage" id="passage-1">&lt;three&gt;</span>'
        '<a class="feedback" href="/q/">2</a> four.</p><aside>Is it so?</aside>|<p>Five.</p>'
    )


def test_marks_a_passage_that_runs_through_a_claim():
    (part,) = hang(body(CLAIMED), [note("rose, said the office, by 2.3")]).body.parts
    (passage,) = part.passages
    assert passage.claims
    assert passage.html.count('class="passage"') == 4
    assert passage.html.count('id="passage-1"') == 1
    assert '<span class="passage" id="passage-1">rose,</span> <a class="claim"' in passage.html
    assert (
        '2.3</span><a class="feedback" href="/q/">2</a>\xa0million &amp; more.</p>' in passage.html
    )


def test_puts_no_link_into_a_link():
    (part,) = hang(body(CLAIMED), [note("the office")]).body.parts
    html = part.passages[0].html
    assert '<sup aria-hidden="true">1</sup></a><a class="feedback"' in html


def test_marks_several_passages_of_a_paragraph():
    hung = hang(body("<p>one two three</p>"), [note("one"), note("three"), note("two three")])
    html = laid_out(hung.body)
    assert html.count("<aside>") == 3
    assert html.count('class="passage"') == 2
    assert re.sub("<aside>.*|<[^>]+>", "", html) == "one2 two three2"


def test_leaves_what_is_not_there_any_more():
    hung = hang(body("<p>Other words.</p>"), [note("the wall", start=3)])
    assert [left.quote for left in hung.left] == ["the wall"]
    assert laid_out(hung.body) == "<p>Other words.</p>"


def test_loses_no_words_of_a_body_that_it_marks():
    given = body("Loose &amp; words<p>a</p>tail<p>b</p>", CLAIMED, "<p>a2</p>")
    hung = hang(given, [note("b"), note("2.3")])
    before = "".join(passage.html for part in given.parts for passage in part.passages)
    after = laid_out(hung.body)
    strip = re.compile(r'<aside>.*?</aside>|<a class="feedback".*?</a>|</?span[^>]*>|\|')
    assert strip.sub("", after).replace("\xa0", "&nbsp;") == before.replace("\xa0", "&nbsp;")
