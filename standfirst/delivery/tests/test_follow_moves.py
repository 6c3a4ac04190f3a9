"""Feeds and cards by an address that a page used to have."""

from urllib.parse import quote

import pytest
from django.test import Client, TestCase
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from standfirst.publishing.models import NewsroomSettings, TopicIndexPage, TopicPage
from standfirst.publishing.testing import make_article, make_author, make_home, make_section

pytestmark = pytest.mark.django_db


def renamed(page: Page, slug: str) -> Page:
    """Publish the page under another slug, as its editor does."""
    page.slug = slug
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision().publish()
    return page


def make_topic() -> TopicPage:
    index = make_home().add_child(instance=TopicIndexPage(title="Topics", slug="topics"))
    return index.add_child(instance=TopicPage(title="Floods", slug="floods"))


@pytest.mark.parametrize("kind", ["rss", "atom", "json"])
def test_the_feed_of_a_renamed_section_leads_to_the_new_one(
    kind: str, client: Client, newsroom: NewsroomSettings
):
    renamed(make_section("Culture", slug="culture"), "arts")
    response = client.get(f"/culture/feed.{kind}")
    assert response.status_code == 301
    assert response["Location"] == f"https://ledger.example/arts/feed.{kind}"


def test_so_do_those_of_topics_and_authors(client: Client, newsroom: NewsroomSettings):
    renamed(make_topic(), "high-water")
    renamed(make_author("Ines", slug="ines"), "ines-maartens")
    for old, new in {
        "/topics/floods": "/topics/high-water",
        "/authors/ines": "/authors/ines-maartens",
    }.items():
        response = client.get(f"{old}/feed.rss")
        assert response["Location"] == f"https://ledger.example{new}/feed.rss"


def test_twice_renamed_is_one_hop_and_back_again_is_none(
    client: Client, newsroom: NewsroomSettings
):
    section = renamed(renamed(make_section("Culture", slug="culture"), "arts"), "stage")
    assert client.get("/culture/feed.rss")["Location"].endswith("ledger.example/stage/feed.rss")
    renamed(section, "culture")
    assert client.get("/culture/feed.rss").status_code == 200


def test_a_renamed_slug_of_another_script_is_followed(client: Client, newsroom: NewsroomSettings):
    renamed(make_section("Kultur", slug="bühne"), "kultur")
    assert client.get("/bühne/feed.rss")["Location"].endswith("/kultur/feed.rss")


def test_an_editors_own_redirect_to_a_path_is_followed(client: Client, newsroom: NewsroomSettings):
    make_section("Arts", slug="arts")
    Redirect.add_redirect("/old-arts", "/arts/")
    assert client.get("/old-arts/feed.rss")["Location"].endswith("ledger.example/arts/feed.rss")


def test_leads_nowhere_that_has_no_feed_or_is_private(client: Client, newsroom: NewsroomSettings):
    renamed(make_article(slug="wall"), "sea-wall")
    assert client.get("/harbour/wall/feed.rss").status_code == 404
    secret = renamed(make_section("Secret", slug="secret"), "hidden")
    secret.view_restrictions.create(restriction_type="login")
    assert client.get("/secret/feed.rss").status_code == 404


@pytest.mark.parametrize("written", ["/harbour/größe-كوفيد/", quote("/harbour/größe-كوفيد/")])
def test_a_card_knows_a_slug_of_any_script(
    written: str, client: Client, newsroom: NewsroomSettings
):
    make_article("Size", slug="größe-كوفيد")
    response = client.get("/oembed/", {"url": "https://ledger.example" + written})
    assert response.json()["title"] == "Size"


def test_a_card_knows_an_address_that_leads_on(client: Client, newsroom: NewsroomSettings):
    renamed(make_article("Size", slug="größe"), "sea-wall")
    response = client.get("/oembed/", {"url": "https://ledger.example/harbour/gr%C3%B6%C3%9Fe/"})
    assert response.json()["url"] == "https://ledger.example/harbour/sea-wall/"


@pytest.mark.parametrize("written", ["/harbour/%00/", "/harbour/%ff/", "/%", "/nowhere/"])
def test_a_card_of_nothing_is_not_found(written: str, client: Client, newsroom: NewsroomSettings):
    url = "https://ledger.example" + written
    assert client.get("/oembed/", {"url": url}).status_code == 404
