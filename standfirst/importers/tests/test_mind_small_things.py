"""Small things that every reader sees: names of asides and sections, smileys, headings in comments, bare addresses."""

from pathlib import Path

import pytest
from django.test import Client
from wagtail.models import Page

from standfirst.importers.wordpress.bodies import convert_body
from standfirst.importers.wordpress.words import comment_html, lines
from standfirst.publishing.models import HomePage, SectionPage

from .old_paper import OldItem, article, move_in, write_export
from .test_convert_bodies import Places

SIGN = '<img src="https://s.w.org/images/core/emoji/14/72x72/1f680.png" alt="🚀" class="wp-smiley" style="height: 1em" />'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("<p>No title here, <b>an aside</b>.</p><p>More.</p>", "No title here, an aside. More."),
        ("<blockquote><p>Said.</p></blockquote>", "Said."),
        ("word " * 40, "word " * 13 + "word…"),
        ("", "Untitled (1)"),
    ],
)
def test_an_aside_is_called_by_its_first_words(body: str, title: str, tmp_path: Path):
    move_in(write_export(tmp_path, OldItem(1, title="", slug="1", body=body)), None)
    page = article(1)
    assert (page.title, page.draft_title, page.latest_revision.as_object().title) == (title,) * 3


def _category(slug: str, name: str) -> str:
    return f"<wp:category><wp:category_nicename>{slug}</wp:category_nicename><wp:cat_name>{name}</wp:cat_name></wp:category>"


DEFAULT, NEWS = _category("uncategorized", "Uncategorized"), _category("latest", "News")


@pytest.mark.django_db
@pytest.mark.parametrize("head", [DEFAULT + NEWS, NEWS + DEFAULT])
def test_there_is_one_section_called_news(head: str, tmp_path: Path):
    items = (
        OldItem(1, terms=(("category", "latest", "News"),)),
        OldItem(2, terms=(("category", "uncategorized", "Uncategorized"),)),
    )
    move_in(write_export(tmp_path, *items, head=head), None)
    (section,) = SectionPage.objects.filter(title="News")
    assert {article(1).get_parent().pk, article(2).get_parent().pk} == {section.pk}
    for old in ("uncategorized", "latest"):
        assert Client().get(f"/category/{old}/").url == section.url


@pytest.mark.django_db
def test_a_section_that_the_newsroom_made_takes_the_articles_of_its_name(tmp_path: Path):
    home = Page.objects.get(pk=HomePage.objects.get().pk)
    made = home.add_child(instance=SectionPage(title="news", slug="our-news"))
    move_in(
        write_export(tmp_path, OldItem(1, terms=(("category", "latest", "News"),)), head=NEWS), None
    )
    assert article(1).get_parent().pk == made.pk
    assert SectionPage.objects.count() == 1


def test_emoji_are_signs_again():
    (block,) = convert_body(f"<p>Launch {SIGN}!</p>", Places()).blocks
    assert block.value == "<p>Launch 🚀!</p>"
    assert comment_html(f"Launch {SIGN}!") == "<p>Launch 🚀!</p>"
    assert lines(f"Launch {SIGN}!") == "Launch 🚀!"
    assert comment_html('<img class="emoji" alt="&lt;3">') == "<p>&lt;3</p>"


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("<h3>Heading</h3>text", "<p><strong>Heading</strong></p><p>text</p>"),
        ("a\n<h2>Heading</h2>\nb", "<p>a</p><p><strong>Heading</strong></p><p>b</p>"),
        ("<table><tr><td>one</td><td>two</td></tr><tr><td>three</td></tr></table>", "<p>one  two</p><p>three</p>"),
        ("<dl><dt>one</dt><dd>two</dd></dl>", "<p>one</p><p>two</p>"),
        ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
    ],
)  # fmt: skip
def test_what_stood_apart_in_a_comment_stands_apart(words: str, html: str):
    assert comment_html(words) == html


def test_paragraphs_of_an_excerpt_stand_apart():
    assert lines("<p>One.</p><p>Two.</p>Three<br>four") == "One. Two. Three four"


def test_a_bare_address_is_a_link_and_one_of_our_own_says_its_title():
    (block,) = convert_body(
        "http://old.example/known/\n\nhttps://other.example/story?a=1&b=2\n\nhttps://x.example/ and words",
        Places(),
    ).blocks
    assert block.value == (
        '<p><a linktype="page" id="3">Known</a></p>'
        '<p><a href="https://other.example/story?a=1&amp;b=2">https://other.example/story?a=1&amp;b=2</a></p>'
        "<p>https://x.example/ and words</p>"
    )
