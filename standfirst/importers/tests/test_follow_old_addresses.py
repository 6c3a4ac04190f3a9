"""Addresses that WordPress made of its own lead on, in one step, whatever way they were written."""

from pathlib import Path

import pytest
from django.test import Client

from standfirst.importers.wordpress.report import Report
from standfirst.publishing.models import PlainPage

from .old_paper import BASE, OldItem, article, export_xml, move_in

pytestmark = pytest.mark.django_db

HEAD = (
    "<wp:author><wp:author_id>6</wp:author_id><wp:author_login>tom.achter</wp:author_login><wp:author_display_name>Tom</wp:author_display_name></wp:author>"
    "<wp:category><wp:category_nicename>news</wp:category_nicename><wp:cat_name>News</wp:cat_name></wp:category>"
)
ARTICLE = "/news/story/"


@pytest.fixture
def report(tmp_path: Path) -> Report:
    story = OldItem(
        1, slug="story", author="tom.achter", terms=(("category", "news", "News"),), meta={"_wp_old_slug": "first-name", "_wp_old_date": "2026-02-01"}
    )  # fmt: skip
    xml = export_xml(
        story,
        OldItem(2, type="page", slug="about"),
        OldItem(3, type="page", slug="support"),
        OldItem(4, type="page", slug="news"),
        head=HEAD,
    )
    second = "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>second-name</wp:meta_value></wp:postmeta>"
    xml = xml.replace("<wp:postmeta>", f"{second}<wp:postmeta>", 1)
    file = tmp_path / "export.xml"
    file.write_text(xml.replace(f"{BASE}/story/", f"{BASE}/2026/03/Story/"), encoding="utf-8")
    return move_in(file, None)


LEADS = {
    "/2026/03/Story/": ARTICLE,
    "/2026/03/story/": ARTICLE,
    "/2026/03/STORY": ARTICLE,
    "/2026/03/first-name/": ARTICLE,
    "/2026/03/second-name/": ARTICLE,
    "/2026/02/Story/": ARTICLE,
    "/2026/03/Story/2/": ARTICLE,
    "/2026/03/story/amp/": ARTICLE,
    "/index.php/2026/03/Story/": ARTICLE,
    "/index.php/2026/03/story/2/": ARTICLE,
    "/index.php?p=1": ARTICLE,
    "/index.php/category/news/": "/news/",
    "/category/News/": "/news/",
    "/?category_name=news": "/news/",
    "/author/tom-achter/": "/authors/tom-achter/",
    "/author/tom.achter/page/2/": "/authors/tom-achter/",
    "/author/Tom.Achter/": "/authors/tom-achter/",
    "/?author_name=tom-achter": "/authors/tom-achter/",
    "/wp-sitemap.xml": "/sitemap.xml",
    "/wp-sitemap-posts-post-1.xml": "/sitemap.xml",
    "/sitemap_index.xml": "/sitemap.xml",
    "/post-sitemap2.xml": "/sitemap.xml",
    "/news-sitemap.xml": "/sitemap-news.xml",
    "/2026/03/page/2/": "/archive/2026/03/",
    "/2026/03/05/feed/": "/archive/2026/03/05/",
    "/?m=202603": "/archive/2026/03/",
    "/?year=2026&monthnum=3": "/archive/2026/03/",
    "/comments/feed/": "/feed.rss",
    "/feed/atom/": "/feed.rss",
    "/about/2/": "/about/",
    "/about/feed/": "/about/",
    "/About/": "/about/",
}


def test_every_form_of_an_old_address_leads_on_in_one_step(report: Report, client: Client):
    wrong = {}
    for address, now in LEADS.items():
        answer = client.get(address)
        got = (
            answer.status_code,
            answer.headers.get("Location", "").removeprefix("http://testserver"),
        )
        if got != (301, now):
            wrong[address] = got
    assert wrong == {}
    for address in set(LEADS.values()):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/2/",
        "/index.php/nothing/",
        "/Nothing/",
        "/nothing/feed/",
        "/2026/13/page/2/",
        "/?m=2026031x",
        "/a.xml",
    ],
)
def test_what_never_was_is_not_found_or_the_front_page(
    address: str, report: Report, client: Client
):
    assert client.get(address).status_code == (200 if "?" in address else 404)


def test_an_address_that_shows_something_else_now_is_said(report: Report):
    told = sorted(words for words in report.remarks if words.startswith("address /"))
    assert told == [
        "address /news/ shows a page of ours: what was there is called news-2 now",
        "address /support/ shows a page of ours: what was there is called support-2 now",
    ]
    assert set(PlainPage.objects.values_list("slug", flat=True)) == {"about", "support-2", "news-2"}
    assert article(1).slug == "story"


def test_a_paper_below_a_folder_keeps_its_feeds(tmp_path: Path, client: Client):
    file = tmp_path / "export.xml"
    file.write_text(export_xml(OldItem(1)).replace(BASE, f"{BASE}/blog"), encoding="utf-8")
    move_in(file, None)
    assert client.get("/blog/feed/").headers["Location"] == "/feed.rss"
