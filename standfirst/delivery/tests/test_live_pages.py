"""What machines are told of a page that is still being written."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from lxml import etree

from standfirst.publishing.models import ArticlePage, KindOfWork, NewsroomSettings
from standfirst.publishing.testing import PUBLISHED_AT, make_article

pytestmark = pytest.mark.django_db
LAST = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)


def update(at: datetime, title: str) -> dict[str, object]:
    return {
        "type": "update",
        "value": {"at": at.isoformat(), "title": title, "text": f"<p>{title}.</p>"},
    }


@pytest.fixture
def live_page(newsroom: NewsroomSettings) -> ArticlePage:
    updates = [update(LAST - timedelta(hours=1), "Gates closed"), update(LAST, "Water rises")]
    intro = {"type": "text", "value": "<p>The storm arrives.</p>"}
    return make_article(
        "Storm night",
        slug="storm",
        kind=KindOfWork.LIVE,
        body=json.dumps([intro, *updates]),
        last_published_at=LAST + timedelta(minutes=1),
    )


def lastmod(client: Client, path: str) -> str:
    root = etree.fromstring(client.get("/sitemap.xml").content)
    return {row[0].text: row[1].text for row in root}[f"https://ledger.example{path}"]


def test_its_date_of_change_is_its_last_update(client: Client, live_page: ArticlePage):
    page = client.get("/harbour/storm/").content.decode()
    assert '"dateModified": "2026-01-15T09:30:00+00:00"' in page
    assert '<meta property="article:modified_time" content="2026-01-15T09:30:00+00:00">' in page
    (item,) = client.get("/feed.json").json()["items"]
    assert item["date_modified"] == "2026-01-15T09:30:00+00:00"


@pytest.mark.parametrize("path", ["/harbour/storm/", "/harbour/"])
def test_the_sitemap_follows_its_last_update(path: str, client: Client, live_page: ArticlePage):
    assert lastmod(client, path) == "2026-01-15T09:30:00+00:00"


def test_an_update_dated_ahead_counts_from_when_it_was_published(live_page: ArticlePage):
    published = live_page.last_published_at
    live_page.body = json.dumps([update(LAST + timedelta(days=30), "Typed the wrong month")])
    assert live_page.updated_at == published


def test_a_page_without_news_has_not_changed(live_page: ArticlePage):
    live_page.body = json.dumps([update(PUBLISHED_AT, "We are here")])
    assert live_page.updated_at is None


def test_the_feed_tells_the_newest_first_at_readable_times(
    client: Client, newsroom: NewsroomSettings, live_page: ArticlePage
):
    newsroom.time_zone = "Europe/Copenhagen"
    newsroom.save()
    html = client.get("/feed.json").json()["items"][0]["content_html"]
    assert html.index("The storm arrives") < html.index("Water rises") < html.index("Gates closed")
    assert '<time datetime="2026-01-15T09:30:00+00:00">Jan 15, 2026, 10:30\u202fAM</time>' in html
