"""What only some may read shows nowhere to the others: not its headline, not its discussion."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret() -> str:
    """An article in a section for staff; the address of its discussion."""
    section = make_section("Embargo")
    article = make_article("The mayor resigns", section=section)
    make_comment(make_thread(article), words="Who told you?")
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    make_article("Fish auction moves", section=make_section("Harbour"))
    return f"/discussion/article-{article.pk}/"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/feed.rss",
        "/feed.json",
        "/sitemap.xml",
        "/sitemap-news.xml",
        "/search/?q=mayor",
        "/archive/",
    ],
)
def test_its_headline_shows_nowhere(client: Client, secret: str, address: str):
    assert b"mayor resigns" not in client.get(address).content


def test_its_discussion_is_not_there(client: Client, secret: str):
    assert client.get(secret).status_code == 404
    assert client.get(secret + "feed.atom").status_code == 404


def test_what_is_open_still_shows(client: Client, secret: str):
    assert b"Fish auction moves" in client.get("/").content


def test_its_section_is_in_no_menu(client: Client, secret: str):
    assert b"Embargo" not in client.get("/").content


def test_an_article_closed_by_itself_is_not_in_its_section(client: Client):
    section = make_section("Harbour")
    closed = make_article("The mayor resigns", section=section)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    make_article("Fish auction moves", section=section)
    shown = client.get(section.url).content
    assert b"mayor resigns" not in shown
    assert b"Fish auction moves" in shown
