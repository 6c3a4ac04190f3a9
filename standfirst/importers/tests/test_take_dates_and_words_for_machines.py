"""Dates that are none become no news, and what feeds and search engines were told goes on to be true."""

import re
from pathlib import Path

import pytest
from django.test import Client

from standfirst.importers.wordpress.plugins import words_for_search
from standfirst.publishing.models import PlainPage

from .old_paper import OldItem, article, export_xml, move_in, write_export

pytestmark = pytest.mark.django_db

NO_DATES = [
    "0000-00-00 00:00:00",
    "-0001-11-30 00:00:00",
    "0001-01-01 00:00:00",
    "2026-02-30 00:00:00",
    "",
]


def _export(folder: Path, *items: OldItem, more: str = "") -> Path:
    file = folder / "export.xml"
    file.write_text(re.sub(r"(?=<wp:post_id>1<)", more, export_xml(*items)), encoding="utf-8")
    return file


@pytest.mark.parametrize("date", NO_DATES)
def test_a_date_that_is_none_gives_way_to_the_next_best(date: str, tmp_path: Path):
    file = _export(
        tmp_path,
        OldItem(1, date=date, modified=date),
        OldItem(2, date=date, modified="2011-05-06 07:08:09"),
        OldItem(3, date=date or "x", modified="x"),
        OldItem(4, status="future", date=date, modified="2011-05-06 07:08:09"),
        OldItem(5, date="2026-01-01 00:00:00"),
        more="<pubDate>Sun, 01 Mar 2009 10:00:00 +0100</pubDate>",
    )
    report = move_in(file, None)
    assert article(1).first_published_at.isoformat() == "2009-03-01T09:00:00+00:00"
    assert article(2).first_published_at.isoformat() == "2011-05-06T07:08:09+00:00"
    assert [article(number).live for number in (1, 2, 3, 4, 5)] == [True, True, False, False, True]
    assert (article(4).go_live_at, article(3).first_published_at) == (None, None)
    assert report.remarks["article that readers do not see: without a date"] == 2
    assert report.remarks["article whose date is none: the next best date stands in"] == 2


def test_neither_the_import_nor_an_edit_long_after_marks_an_article_updated(tmp_path: Path):
    move_in(write_export(tmp_path, OldItem(1, modified="2026-11-20 10:00:00")), None)
    assert (article(1).changed_at, article(1).updated_at) == (None, None)
    assert "Updated" not in Client().get(article(1).url).content.decode()


def test_feeds_call_an_article_what_they_called_it(tmp_path: Path):
    guid = "https://old.example/?p=1"
    file = _export(
        tmp_path, OldItem(1), OldItem(2), more=f'<guid isPermaLink="false">{guid}</guid>'
    )
    move_in(file, None)
    client = Client()
    rss = client.get("/feed.rss").content.decode()
    assert f'<guid isPermaLink="false">{guid}</guid>' in rss
    assert f"urn:uuid:{article(2).translation_key}" in rss
    assert f"<id>{guid}</id>" in client.get("/feed.atom").content.decode()
    copied = article(1).copy(update_attrs={"slug": "again", "title": "Again"})
    assert copied.specific.old_feed_id == ""


@pytest.mark.parametrize(
    ("meta", "title", "description"),
    [
        ({"_yoast_wpseo_title": "SEO TITLE %%sep%% %%sitename%%", "_yoast_wpseo_metadesc": "By yoast"}, "SEO TITLE", "By yoast"),
        ({"_yoast_wpseo_title": "%%title%% %%page%% %%sep%% %%sitename%%"}, "", ""),
        ({"rank_math_title": "RM %sep% %sitename%", "rank_math_description": "%excerpt% 50% more"}, "RM", "The excerpt. 50% more"),
        ({"_aioseo_title": "#post_title in full #separator_sa #site_title", "_aioseo_description": "A #hashtag"}, "The title in full", "A #hashtag"),
        ({"_aioseop_title": "Old %blog_title%", "_aioseop_description": "D"}, "Old", "D"),
        ({"_seopress_titles_title": "%%sitetitle%% | Ours &amp; theirs", "_genesis_description": "G"}, "Ours & theirs", "G"),
    ],
)  # fmt: skip
def test_words_for_search_engines_are_read_without_their_variables(
    meta: dict[str, str], title: str, description: str
):
    said = words_for_search(meta, title="The title", excerpt="The excerpt.")
    assert (said.title, said.description) == (title, description)


@pytest.mark.parametrize(
    ("meta", "is_hidden"),
    [
        ({"_yoast_wpseo_meta-robots-noindex": "1"}, True),
        ({"_yoast_wpseo_meta-robots-noindex": "2"}, False),
        ({"rank_math_robots": 'a:1:{i:0;s:7:"noindex";}'}, True),
        ({"rank_math_robots": 'a:1:{i:0;s:5:"index";}'}, False),
        ({"_aioseop_noindex": "on"}, True),
        ({"_seopress_robots_index": "yes"}, True),
    ],
)
def test_a_page_hidden_from_search_engines_stays_so(
    meta: dict[str, str], is_hidden: bool, tmp_path: Path
):
    seo = {**meta, "_yoast_wpseo_title": "SEO title", "_yoast_wpseo_metadesc": "SEO words"}
    items = (OldItem(1, slug="a", meta=seo), OldItem(2, type="page", slug="b", meta=seo))
    report = move_in(write_export(tmp_path, *items), None)
    client, other = Client(), PlainPage.objects.get()
    for address in (article(1).url, other.url):
        page = client.get(address).content.decode()
        assert ('<meta name="robots" content="noindex">' in page) is is_hidden
        assert "<title>SEO title – The Old Paper</title>" in page
        assert '<meta name="description" content="SEO words">' in page
        assert (address in client.get("/sitemap.xml").content.decode()) is not is_hidden
    assert report.remarks["page that search engines are asked to leave out"] == 2 * is_hidden
