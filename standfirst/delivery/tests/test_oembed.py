"""Cards of articles on other sites."""

from typing import Any

import pytest
from django.test import Client
from lxml import etree
from pytest_django import DjangoAssertNumQueries

from standfirst.publishing.models import NewsroomSettings, Picture
from standfirst.publishing.testing import make_article, make_author, make_section

pytestmark = pytest.mark.django_db
WALL = "https://ledger.example/harbour/wall/"


def card(client: Client, **asked: str) -> dict[str, Any]:
    response = client.get("/oembed/", {"url": WALL, **asked})
    assert response.status_code == 200
    return response.json()


def test_says_what_a_card_shows(client: Client, newsroom: NewsroomSettings, picture: Picture):
    authors = (make_author("Ines", slug="ines"), make_author("Lauri"))
    make_article("The wall", slug="wall", standfirst="Deep.", authors=authors, lead_picture=picture)
    said = card(client)
    assert said.pop("thumbnail_url").startswith("https://ledger.example/media/")
    assert said == {
        "version": "1.0",
        "type": "link",
        "title": "The wall",
        "author_name": "Ines, Lauri",
        "author_url": "https://ledger.example/authors/ines/",
        "provider_name": "The Harbour Ledger",
        "provider_url": "https://ledger.example/",
        "cache_age": 3600,
        "url": WALL,
        "description": "Deep.",
        "thumbnail_width": 1200,
        "thumbnail_height": 750,
    }


def test_says_it_in_xml(client: Client, newsroom: NewsroomSettings):
    make_article("A ]]> & <b>", slug="wall")
    response = client.get("/oembed/", {"url": WALL, "format": "xml"})
    assert response["Content-Type"].startswith("text/xml")
    assert etree.fromstring(response.content).findtext("title") == "A ]]> & <b>"


@pytest.mark.parametrize(
    ("asked", "shape"),
    [
        ({"maxwidth": "700"}, (640, 400)),
        ({"maxheight": "250"}, (320, 200)),
        ({"maxwidth": "-1"}, (1200, 750)),
    ],
)
def test_keeps_to_the_room_there_is(
    asked: dict[str, str],
    shape: tuple[int, int],
    client: Client,
    newsroom: NewsroomSettings,
    picture: Picture,
):
    make_article(slug="wall", lead_picture=picture)
    said = card(client, **asked)
    assert (said["thumbnail_width"], said["thumbnail_height"]) == shape


def test_leaves_the_picture_out_where_none_fits(
    client: Client, newsroom: NewsroomSettings, picture: Picture
):
    make_article(slug="wall", lead_picture=picture)
    assert "thumbnail_url" not in card(client, maxwidth="100")


@pytest.mark.parametrize(
    "url",
    [
        "https://ledger.example/",
        "https://ledger.example/harbour/",
        "https://ledger.example/harbour/none/",
        "https://elsewhere.example/harbour/wall/",
        "ftp://ledger.example/harbour/wall/",
        "http://[broken",
        "",
    ],
)
def test_knows_only_our_articles(url: str, client: Client, newsroom: NewsroomSettings):
    make_article(slug="wall")
    assert client.get("/oembed/", {"url": url}).status_code == 404


def test_keeps_private_articles_to_itself(client: Client, newsroom: NewsroomSettings):
    make_article(slug="wall", section=make_section())
    make_section().view_restrictions.create(restriction_type="login")
    assert client.get("/oembed/", {"url": WALL}).status_code == 404


def test_refuses_a_format_it_does_not_write(client: Client, newsroom: NewsroomSettings):
    assert client.get("/oembed/", {"url": WALL, "format": "yaml"}).status_code == 501


def test_wants_to_know_which_article(client: Client, newsroom: NewsroomSettings):
    assert client.get("/oembed/").status_code == 400


def test_may_be_asked_by_any_page(client: Client, newsroom: NewsroomSettings):
    make_article(slug="wall")
    response = client.get("/oembed/", {"url": WALL + "?utm_source=x#c"})
    assert response["Access-Control-Allow-Origin"] == "*"


def test_asks_the_database_a_fixed_number_of_times(
    client: Client,
    newsroom: NewsroomSettings,
    picture: Picture,
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    authors = tuple(make_author(f"A{number}") for number in range(4))
    make_article(slug="wall", authors=authors, lead_picture=picture)
    card(client)
    with django_assert_max_num_queries(9):
        card(client)
