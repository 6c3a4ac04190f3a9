"""The files at the root of the site."""

import urllib.robotparser

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from standfirst.publishing.models import NewsroomSettings

pytestmark = pytest.mark.django_db


def test_robots_keeps_crawlers_to_what_is_read(client: Client, newsroom: NewsroomSettings):
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    assert robots.can_fetch("*", "/harbour/wall/")
    assert not robots.can_fetch("*", "/admin/pages/")
    assert not robots.can_fetch("*", "/search/?q=x")
    assert robots.site_maps() == [
        "https://ledger.example/sitemap.xml",
        "https://ledger.example/sitemap-news.xml",
    ]


def test_favicon_is_the_papers_icon(client: Client, newsroom: NewsroomSettings):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert finders.find(response["Location"].removeprefix("/static/"))


def test_manifest_says_the_papers_name_and_has_its_icons(
    client: Client, newsroom: NewsroomSettings
):
    newsroom.accent_on_light = "#7a1f2b"
    newsroom.save()
    response = client.get("/site.webmanifest")
    said = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert (said["name"], said["short_name"]) == ("The Harbour Ledger", "Ledger")
    assert (said["start_url"], said["theme_color"]) == ("/", "#7a1f2b")
    assert all(finders.find(it["src"].removeprefix("/static/")) for it in said["icons"])


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/feed.rss", "/oembed/"])
def test_nothing_here_takes_a_post(path: str, client: Client, newsroom: NewsroomSettings):
    assert client.post(path).status_code == 405
